import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../domain/result.ts';
import type { SetUp } from '../environment/run-environment.ts';
import { openGit, type Git, type GitError } from './git.ts';
import { createPlaces } from '../runner/semaphore.ts';
import { removeTree } from './remove-tree.ts';
import { placeLinks, type Link } from './links.ts';

/** A checked-out tree of its own, lent to one piece of work at a time. */
export interface Worktree {
  readonly root: string;
  readonly git: Git;
}

/** Worktrees that are made once and used again; at most `max` at a time, first come, first served. */
export interface WorktreePool {
  /** A worktree that holds exactly `commit` and the links, nothing else. */
  lease(commit: string, signal: AbortSignal): Promise<Result<Worktree, GitError>>;
  /** One at once, or null when all are lent: never waits, so a holder may ask for a second one. */
  tryLease(commit: string): Promise<Worktree | null>;
  /** A lent one back to what its commit holds and the links, nothing else. */
  reset(worktree: Worktree): Promise<Result<void, GitError>>;
  /** Gives it back, whatever state it is in. */
  release(worktree: Worktree): void;
  /** Resolves when nothing is lent any more, and nothing is being made. */
  settled(): Promise<void>;
  /** Removes every worktree from disk and from the repo. */
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly repo: Git;
  /** Outside any checkout: Node and Python look for modules upwards. */
  readonly dir: string;
  readonly max: number;
  readonly links: readonly Link[];
  readonly identity: readonly string[];
  /** Runs the `setup` command in a new worktree; what it makes there is kept from one lease to the next. */
  readonly setUp: SetUp;
}

interface Slot {
  readonly worktree: Worktree;
  readonly kept: readonly string[];
  /** What leads from the worktree to its repo. */
  readonly gitFile: string;
}

/** Opens the pool, after removing what an engine that was killed has left in its folder. */
export async function openWorktreePool(options: PoolOptions): Promise<WorktreePool> {
  await mkdir(options.dir, { recursive: true });
  // Git lists worktrees by their real paths.
  const dir = await realpath(options.dir);
  await removeWorktrees(options.repo, dir);
  await mkdir(dir, { recursive: true });
  const idle: Slot[] = [];
  const slots = new Map<Worktree, Slot>();
  const places = createPlaces(options.max);
  const lent = new Map<Worktree, () => void>();
  /** Leases under way. */
  let providing = 0;
  const waiters: (() => void)[] = [];
  const tellSettled = (): void => {
    if (lent.size === 0 && providing === 0) for (const wake of waiters.splice(0)) wake();
  };
  let made = 0;

  const make = async (commit: string): Promise<Result<Slot, GitError>> => {
    made += 1;
    const root = join(dir, `worktree-${made}`);
    const added = await options.repo.run(['worktree', 'add', '--detach', root, commit]);
    if (!added.ok) return added;
    const worktree = { root, git: openGit(root, options.identity) };
    await placeLinks(root, options.links);
    const prepared = options.setUp === null ? ok(undefined) : await options.setUp(root);
    if (!prepared.ok) return err({ args: [], message: prepared.error });
    const slot = { worktree, kept: await untracked(worktree.git), gitFile: gitFileOf(root) };
    slots.set(worktree, slot);
    return ok(slot);
  };

  const clear = async (slot: Slot, commit: string): Promise<Result<Slot, GitError>> => {
    const { git, root } = slot.worktree;
    // Without it, or with another one, Git would work on whatever repo it leads to.
    if (gitFileOf(root) !== slot.gitFile) return err({ args: [], message: `${root} has lost its .git file` });
    if (await hidesChanges(git)) return err({ args: [], message: `${root} hides changes from Git` });
    const switched = await git.run(['checkout', '--detach', '--force', commit]);
    if (!switched.ok) return switched;
    const keep = slot.kept.flatMap((path) => ['-e', `/${path}`]);
    const cleaned = await git.run(['clean', '-ffdx', ...keep]);
    if (!cleaned.ok) return cleaned;
    await placeLinks(root, options.links);
    return ok(slot);
  };

  const drop = async ({ worktree }: Slot): Promise<void> => {
    slots.delete(worktree);
    await removeTree(worktree.root);
    await options.repo.run(['worktree', 'prune']);
  };

  /** With a place taken: a worktree on the commit, or the place given back. */
  const provide = async (commit: string, leave: () => void): Promise<Result<Worktree, GitError>> => {
    providing += 1;
    try {
      return await lend(commit, leave);
    } finally {
      providing -= 1;
      tellSettled();
    }
  };

  const lend = async (commit: string, leave: () => void): Promise<Result<Worktree, GitError>> => {
    const slot = idle.pop();
    let ready = slot === undefined ? await make(commit) : await clear(slot, commit);
    if (!ready.ok && slot !== undefined) {
      // What a check did to it is the check's affair alone: the next one gets a new tree.
      await drop(slot);
      ready = await make(commit);
    }
    if (ready.ok) {
      lent.set(ready.value.worktree, leave);
      return ok(ready.value.worktree);
    }
    leave();
    return ready;
  };

  return {
    async lease(commit, signal) {
      const leave = await places.enter(signal);
      return leave === null ? err({ args: [], message: 'stopped' }) : provide(commit, leave);
    },
    async tryLease(commit) {
      const leave = places.tryEnter();
      const provided = leave === null ? null : await provide(commit, leave);
      return provided?.ok === true ? provided.value : null;
    },
    async reset(worktree) {
      const slot = slots.get(worktree);
      if (slot === undefined) return err({ args: [], message: `${worktree.root} is not of this pool` });
      const cleared = await clear(slot, 'HEAD');
      return cleared.ok ? ok(undefined) : cleared;
    },
    release(worktree) {
      const slot = slots.get(worktree);
      if (slot !== undefined) idle.push(slot);
      lent.get(worktree)?.();
      lent.delete(worktree);
      tellSettled();
    },
    settled: () =>
      new Promise((resolve) => {
        waiters.push(resolve);
        tellSettled();
      }),
    close: () => removeWorktrees(options.repo, dir),
  };
}

/**
 * Whether the index says of a file that its changes are not to be looked at (`update-index --skip-worktree`,
 * `--assume-unchanged`): a checkout would leave such a file as a check has made it. In a sparse checkout the files that
 * are left out say so too, and are not there.
 */
export async function hidesChanges(git: Git): Promise<boolean> {
  const listed = await git.run(['ls-files', '-v', '-z']);
  if (!listed.ok) return true;
  return listed.value
    .split('\0')
    .some((entry) => /^[a-zS] /.test(entry) && existsSync(join(git.dir, entry.slice(2))));
}

/** The text of the `.git` file; empty where there is none, or a folder or a link in its place. */
function gitFileOf(root: string): string {
  const file = join(root, '.git');
  try {
    return lstatSync(file).isFile() ? readFileSync(file, 'utf8') : '';
  } catch {
    return '';
  }
}

/** What stands in a fresh worktree beside the commit: links and what `setup` made. */
async function untracked(git: Git): Promise<readonly string[]> {
  const status = await git.run(['status', '--porcelain', '-z', '--ignored', '--untracked-files=normal']);
  if (!status.ok) return [];
  return status.value
    .split('\0')
    .filter((entry) => entry.startsWith('?? ') || entry.startsWith('!! '))
    .map((entry) => entry.slice(3).replace(/\/$/, ''));
}

/** Removes all worktrees below `dir`, also those of an engine that is gone. */
export async function removeWorktrees(repo: Git, dir: string): Promise<void> {
  const listed = await repo.run(['worktree', 'list', '--porcelain']);
  const roots = listed.ok
    ? listed.value.split('\n').filter((line) => line.startsWith(`worktree ${dir}/`))
    : [];
  for (const line of roots)
    await repo.run(['worktree', 'remove', '--force', '--force', line.slice('worktree '.length)]);
  await removeTree(dir);
  await repo.run(['worktree', 'prune']);
}
