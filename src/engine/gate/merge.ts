import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../domain/result.ts';
import type { Runner } from '../runner/runner.ts';
import type { Git } from '../workspace/git.ts';
import { openGit } from '../workspace/runner-git.ts';
import type { WorktreePool } from '../workspace/worktrees.ts';

export interface MergeOptions {
  readonly runner: Runner;
  readonly repo: Git;
  readonly pool: WorktreePool;
  /** The run's tip, and the branch it goes into. */
  readonly tip: string;
  readonly base: string;
  readonly into: string;
  readonly tag: string;
  readonly message: string;
  /** Checks the merge's result where the branch has moved on since the run began; null when that is green. */
  readonly verify: (commit: string) => Promise<string | null>;
  readonly signal: AbortSignal;
}

/** The merge commit, or in words what prevents the merge. */
export type MergeResult = Result<{ readonly commit: string }, string>;

/**
 * Merges the run's tip into the branch that the run started from, and tags it. The merge is made in a worktree of the
 * engine; the user's checkout only ever moves forward to it, and only where nothing that is dirty, untracked or ignored
 * there would be overwritten. Safe to repeat: what is merged already stays as it is.
 */
export async function mergePhase(options: MergeOptions): Promise<MergeResult> {
  const { repo, into, tip } = options;
  const head = await repo.run(['rev-parse', '--verify', `refs/heads/${into}`]);
  if (!head.ok) return err(`the branch ${into} is gone: create it again, or merge the run's branch by hand`);
  const target = head.value.trim();
  const contained = await repo.run(['merge-base', tip, target]);
  if (contained.ok && contained.value.trim() === tip) {
    await tagMerge(options, target);
    return ok({ commit: target });
  }
  const merged = await makeMerge(options, target);
  if (!merged.ok) return merged;
  if (target !== options.base) {
    const objection = await options.verify(merged.value);
    if (objection !== null)
      return err(`${into} has moved on, and the merge's result is not green: ${objection}`);
  }
  const moved = await moveBranch(options, into, target, merged.value);
  if (!moved.ok) return moved;
  await tagMerge(options, merged.value);
  return ok({ commit: merged.value });
}

async function makeMerge(options: MergeOptions, target: string): Promise<Result<string, string>> {
  const worktree = await options.pool.lease(target, options.signal);
  if (!worktree.ok) return err(worktree.error.message);
  const { git } = worktree.value;
  try {
    const merged = await git.run(['merge', '--no-ff', '--no-verify', '-m', options.message, options.tip]);
    if (!merged.ok) {
      const conflicts = await git.run([
        'diff',
        '--name-only',
        '--diff-filter=U',
        '--no-ext-diff',
        '--no-textconv',
      ]);
      const paths = conflicts.ok ? conflicts.value.trim().split('\n').join(', ') : '';
      return err(`conflicts with ${options.into}: ${paths === '' ? merged.error.message : paths}`);
    }
    const commit = await git.run(['rev-parse', 'HEAD']);
    return commit.ok ? ok(commit.value.trim()) : err(commit.error.message);
  } finally {
    options.pool.release(worktree.value);
  }
}

/** Moves the branch to the merge: by a fast-forward where it is checked out, by its reference where it is not. */
async function moveBranch(
  { runner, repo }: MergeOptions,
  into: string,
  from: string,
  to: string,
): Promise<Result<void, string>> {
  const listed = await repo.run(['worktree', 'list', '--porcelain']);
  if (!listed.ok) return err(listed.error.message);
  // For a repo whose Git folder lies elsewhere (a submodule) the list names that folder, so HEAD is asked first.
  const own = await repo.run(['rev-parse', '--symbolic-full-name', 'HEAD']);
  const checkout =
    own.ok && own.value.trim() === `refs/heads/${into}`
      ? repo.dir
      : listed.value
          .split('\n\n')
          .find((entry) => entry.split('\n').includes(`branch refs/heads/${into}`))
          ?.split('\n')[0]
          ?.slice('worktree '.length);
  if (checkout === undefined) {
    const updated = await repo.run(['update-ref', `refs/heads/${into}`, to, from]);
    return updated.ok ? ok(undefined) : err(updated.error.message);
  }
  const git = openGit(runner, checkout);
  const inTheWay = await findInTheWay(git, checkout, from, to);
  if (inTheWay === null) return err(`cannot tell what is uncommitted in ${checkout}: git status failed`);
  if (inTheWay.length > 0)
    return err(`would be overwritten in ${checkout}: ${inTheWay.join(', ')}; commit or move it away`);
  const forwarded = await git.run(['merge', '--ff-only', '--no-overwrite-ignore', '--no-verify', to]);
  return forwarded.ok ? ok(undefined) : err(forwarded.error.message.split('\n').slice(0, 8).join(' '));
}

/** Paths of the merge that are dirty, untracked or ignored in the checkout. Git itself would overwrite ignored ones. */
async function findInTheWay(
  git: Git,
  root: string,
  from: string,
  to: string,
): Promise<readonly string[] | null> {
  const names = ['diff', '--name-only', '-z', '--no-renames', '--no-ext-diff', '--no-textconv'];
  const changed = await git.run([...names, from, to]);
  const added = await git.run([...names, '--diff-filter=A', from, to]);
  const status = await git.run(['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=no']);
  if (!changed.ok || !added.ok || !status.ok) return null;
  const split = (text: string): readonly string[] => text.split('\0').filter((path) => path !== '');
  const paths = new Set(split(changed.value));
  const dirty = split(status.value)
    .map((entry) => entry.slice(3))
    .filter((path) => paths.has(path));
  const present = split(added.value).filter((path) => standsInTheWay(root, path));
  return [...new Set([...dirty, ...present])];
}

/** Whether a file exists where the merge adds one, or where it needs a folder. */
function standsInTheWay(root: string, path: string): boolean {
  if (existsSync(join(root, path))) return true;
  const parts = path.split('/').slice(0, -1);
  return parts.some((_, at) => {
    const folder = join(root, ...parts.slice(0, at + 1));
    const stat = lstatSync(folder, { throwIfNoEntry: false });
    return stat !== undefined && !stat.isDirectory();
  });
}

/** Tags the merge, for people; a tag that exists already stays where it is. */
async function tagMerge(options: MergeOptions, commit: string): Promise<void> {
  await options.repo.run(['tag', options.tag, commit]);
}
