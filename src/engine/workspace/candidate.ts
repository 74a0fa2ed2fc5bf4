import { ok, err, type Result } from '../domain/result.ts';
import type { Failure } from '../domain/failure.ts';
import type { GitError } from './git.ts';
import type { ObjectReader } from './git.ts';
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
  objects: ObjectReader,
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
  const committed = await git.run(['commit', '--no-verify', '--cleanup=verbatim', '--file=-'], {
    input: message(facts),
  });
  if (!committed.ok) return err(workspaceFailure(committed.error));
  return settleOn(worktree, objects, committed.value);
}

/** Where a command of ours has moved the worktree to, by the id that it printed. */
async function settleOn(
  worktree: Tree,
  objects: ObjectReader,
  printed: string,
): Promise<Result<Placed, Failure>> {
  const id = /^\[[^\]\n]*?([0-9a-f]{40,64})\]/m.exec(printed)?.[1] ?? '';
  const found = await objects.resolve([`${id}^{commit}`, `${id}^{tree}`]);
  if (!found.ok) return err(workspaceFailure(found.error));
  const [commit, tree] = found.value;
  if (commit == null || tree == null) {
    const detail = `Git printed no commit: ${printed.slice(0, 200)}`;
    return err({ reason: 'workspace', detail });
  }
  worktree.moved(commit);
  return ok({ commit, tree });
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
  worktree: Tree,
  objects: ObjectReader,
  candidate: Candidate,
  onto: string,
): Promise<Result<Placed, Failure>> {
  const { base, paths } = candidate;
  const names = (commit: string): readonly string[] => paths.map((path) => `${commit}:${path}`);
  const found = await objects.resolve([...names(base), ...names(onto)]);
  if (!found.ok) return err(workspaceFailure(found.error));
  const moved = paths.filter((_, at) => found.value[at] !== found.value[paths.length + at]);
  if (moved.length > 0) return err({ reason: 'conflict', paths: moved });
  const picked = await worktree.git.run([...PICK_AS_IT_IS, 'cherry-pick', candidate.commit]);
  return picked.ok ? settleOn(worktree, objects, picked.value) : err(workspaceFailure(picked.error));
}
