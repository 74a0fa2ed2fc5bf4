import { ok, err, type Result } from '../domain/result.ts';
import type { Failure } from '../domain/failure.ts';
import type { GitError } from './git.ts';
import type { Worktree } from './worktrees.ts';

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

/** Commits the named paths of a worktree and nothing else; paths that the repo's ignore rules cover are a failure. */
export async function commitPaths(
  worktree: Worktree,
  paths: readonly string[],
  facts: CommitFacts,
): Promise<Result<{ commit: string; tree: string }, Failure>> {
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
  const tree = written.value.trim();
  const committed = await git.run(['commit-tree', '-p', 'HEAD', tree], { input: message(facts) });
  if (!committed.ok) return err(workspaceFailure(committed.error));
  return ok({ commit: committed.value.trim(), tree });
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

/**
 * No path moves with a renamed folder, and nothing is resolved from memory: where nobody changed the candidate's
 * paths, they are taken exactly as they are.
 */
const PICK_AS_IT_IS = ['merge.renames=false', 'merge.directoryRenames=false', 'rerere.enabled=false'].flatMap(
  (setting) => ['-c', setting],
);

/**
 * Puts a candidate onto another commit, in a worktree that stands on it. A path that somebody else changed since
 * the candidate's base is a conflict: the attempt is repeated on what is there now, never merged by guess.
 */
export async function restack(
  worktree: Worktree,
  candidate: Candidate,
  onto: string,
): Promise<Result<{ commit: string; tree: string }, Failure>> {
  const { git } = worktree;
  const picked = await git.run([...PICK_AS_IT_IS, 'cherry-pick', candidate.commit]);
  const questions = candidate.paths.flatMap((path) => [`${candidate.base}:${path}`, `${onto}:${path}`]);
  const answers = await git.run(['cat-file', '--batch-check=%(objectname)'], {
    input: `${['HEAD', 'HEAD^{tree}', ...questions].join('\n')}\n`,
  });
  if (!answers.ok) return err(workspaceFailure(answers.error));
  const [commit = '', tree = '', ...lines] = answers.value.split('\n');
  const objects = lines.map((line) => (line.endsWith(' missing') ? 'missing' : line));
  const moved = candidate.paths.filter((_, index) => objects[2 * index] !== objects[2 * index + 1]);
  if (moved.length > 0) return err({ reason: 'conflict', paths: moved });
  return picked.ok ? ok({ commit, tree }) : err(workspaceFailure(picked.error));
}
