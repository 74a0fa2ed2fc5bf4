import { ok, err, type Result } from '../domain/result.ts';
import type { Failure } from '../domain/failure.ts';
import type { GitError } from './git.ts';
import type { Repo } from './repo.ts';
import type { Tree } from './worktree.ts';

/** An attempt's work as one commit: what the merge queue stacks, verifies and lands. */
export interface Candidate {
  readonly worker: string;
  readonly attempt: number;
  /** The commit that the work was made on. */
  readonly base: string;
  readonly commit: string;
  readonly tree: string;
  /** Repo-relative paths that the commit changes. */
  readonly paths: readonly string[];
}

/** Who made an attempt, for the commit's message and trailers. */
export interface CommitFacts {
  readonly worker: string;
  readonly title: string;
  readonly attempt: number;
  readonly provider: string;
  readonly model: string;
}

export const workspaceFailure = (error: GitError): Failure => ({
  reason: 'workspace',
  detail: error.message,
});

/** A commit of an attempt's work. */
export interface Placed {
  readonly commit: string;
  readonly tree: string;
}

/** Commits the named paths of a worktree and nothing else; paths that the repo's ignore rules cover are a failure. */
export async function commitPaths(
  worktree: Tree,
  { writer }: Repo,
  base: string,
  paths: readonly string[],
  facts: CommitFacts,
): Promise<Result<Placed, Failure>> {
  const { git } = worktree;
  const added = await git.run(['add', '--verbose', '--', ...paths.map((path) => `:(literal)${path}`)]);
  if (!added.ok) {
    // `add` refuses what is ignored, and says so in the user's language: ask which it is.
    const ignored = await git.run(['check-ignore', '-z', '--stdin'], { input: paths.join('\0') });
    const kept = ignored.ok ? ignored.value.split('\0').filter((path) => path !== '') : [];
    return err(kept.length > 0 ? { reason: 'ignored', paths: kept } : workspaceFailure(added.error));
  }
  if (added.value === '') return err({ reason: 'no-change' });
  const written = await git.run(['write-tree']);
  if (!written.ok) return err(workspaceFailure(written.error));
  worktree.staged();
  const tree = written.value.trim();
  const commit = await writer.commit({ tree, parent: base, message: message(facts), writtenAt: null });
  return commit.ok ? ok({ commit: commit.value, tree }) : err(workspaceFailure(commit.error));
}

function message(facts: CommitFacts): string {
  const oneLine = (text: string): string => text.replace(/[\s\p{C}]+/gu, ' ').trim();
  return [
    // Many titles begin with the worker's number; once is enough.
    `${facts.worker}: ${oneLine(facts.title).replace(/^worker[ _]\d+\s*[:-]\s*/i, '')}`,
    '',
    `Wingman-Worker: ${facts.worker}`,
    `Wingman-Attempt: ${facts.attempt}`,
    `Wingman-Provider: ${facts.provider}`,
    `Wingman-Model: ${oneLine(facts.model)}`,
    '',
  ].join('\n');
}
