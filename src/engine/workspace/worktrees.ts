import { mkdir, readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../domain/result.ts';
import type { SetUp } from '../environment/run-environment.ts';
import type { Runner } from '../runner/runner.ts';
import { createSemaphore } from '../runner/semaphore.ts';
import type { Git, GitError } from './git.ts';
import { placeLinks, type Link } from './links.ts';
import { removeTree } from './remove-tree.ts';
import { openGit } from './runner-git.ts';
import { openTree, type Tree } from './worktree.ts';

/** Worktrees that are made once and used again; at most `max` at a time, first come, first served. */
export interface WorktreePool {
  /** A worktree that holds exactly `commit` and the links, nothing else. */
  lease(commit: string, signal: AbortSignal): Promise<Result<Tree, GitError>>;
  /** One at once, or null when all are lent: never waits, so a holder may ask for a second one. */
  tryLease(commit: string): Promise<Tree | null>;
  /** Gives it back, whatever state it is in. */
  release(tree: Tree): void;
  /** Resolves when nothing is lent any more, and nothing is being made. */
  settled(): Promise<void>;
  /** Removes every worktree from disk and from the repo. */
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly runner: Runner;
  readonly repo: Git;
  /** Outside any checkout: Node and Python look for modules upwards. */
  readonly dir: string;
  readonly max: number;
  readonly links: readonly Link[];
  readonly identity: readonly string[];
  /** Runs the `setup` command in a new worktree; what it makes there is kept from one lease to the next. */
  readonly setUp: SetUp;
}

/** A signal that nothing aborts: Git has limits of its own. */
const NEVER = new AbortController().signal;

/** Opens the pool, after removing what an engine that was killed has left in its folder. */
export async function openWorktreePool(options: PoolOptions): Promise<WorktreePool> {
  await mkdir(options.dir, { recursive: true });
  // Git lists worktrees by their real paths.
  const dir = await realpath(options.dir);
  await removeWorktrees(options.repo, dir);
  await mkdir(dir, { recursive: true });
  const idle: Tree[] = [];
  const semaphore = createSemaphore(options.max);
  const lent = new Map<Tree, () => void>();
  /** Leases under way. */
  let providing = 0;
  const waiters: (() => void)[] = [];
  const tellSettled = (): void => {
    if (lent.size === 0 && providing === 0) for (const wake of waiters.splice(0)) wake();
  };
  let made = 0;

  // Git looks at all worktrees of the repo when it adds or prunes one, and fails on one that is half there.
  const one = createSemaphore(1);
  const alone = async (args: readonly string[]): Promise<Result<string, GitError>> => {
    const release = await one.acquire(NEVER);
    try {
      return await options.repo.run(['worktree', ...args]);
    } finally {
      release?.();
    }
  };

  const make = async (commit: string): Promise<Result<Tree, GitError>> => {
    made += 1;
    const root = join(dir, `worktree-${made}`);
    const added = await alone(['add', '--detach', root, commit]);
    if (!added.ok) return added;
    await placeLinks(root, options.links);
    const prepared = options.setUp === null ? ok(undefined) : await options.setUp(root);
    if (!prepared.ok) return err({ args: [], message: prepared.error });
    const hasMore = options.links.length > 0 || options.setUp !== null;
    const git = openGit(options.runner, root, options.identity);
    return ok(await openTree({ root, git, links: options.links, commit, hasMore }));
  };

  /** An idle tree that needs the least work: on the commit and untouched, on it, untouched, any. */
  const takeIdle = (commit: string): Tree | undefined => {
    const there = idle.filter((tree) => tree.standsOn(commit));
    const untouched = (trees: readonly Tree[]): Tree | undefined =>
      trees.findLast((tree) => tree.isPristine());
    const best = untouched(there) ?? there.at(-1) ?? untouched(idle) ?? idle.at(-1);
    if (best !== undefined) idle.splice(idle.indexOf(best), 1);
    return best;
  };

  const drop = async (tree: Tree): Promise<void> => {
    await removeTree(tree.root);
    await alone(['prune']);
  };

  /** With a permit taken: a worktree on the commit, or the permit released. */
  const provide = async (commit: string, release: () => void): Promise<Result<Tree, GitError>> => {
    providing += 1;
    try {
      const provided = await bring(commit);
      if (provided.ok) {
        lent.set(provided.value, release);
        // Whoever has it may do with it what they like.
        provided.value.touched();
      } else release();
      return provided;
    } catch (error) {
      release();
      throw error;
    } finally {
      providing -= 1;
      tellSettled();
    }
  };

  const bring = async (commit: string): Promise<Result<Tree, GitError>> => {
    const tree = takeIdle(commit);
    if (tree === undefined) return make(commit);
    const brought = await tree.bring(commit);
    if (brought.ok) return ok(tree);
    // What a check did to it is the check's affair alone: the next one gets a new tree.
    await drop(tree);
    return make(commit);
  };

  return {
    async lease(commit, signal) {
      const release = await semaphore.acquire(signal);
      return release === null ? err({ args: [], message: 'stopped' }) : provide(commit, release);
    },
    async tryLease(commit) {
      const release = semaphore.tryAcquire();
      const provided = release === null ? null : await provide(commit, release);
      return provided?.ok === true ? provided.value : null;
    },
    release(tree) {
      const release = lent.get(tree);
      if (release === undefined) return;
      lent.delete(tree);
      idle.push(tree);
      release();
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

/** Removes all worktrees below `dir`, also those of an engine that is gone. */
export async function removeWorktrees(repo: Git, dir: string): Promise<void> {
  await removeHalfMade(repo, dir);
  const listed = await repo.run(['worktree', 'list', '--porcelain']);
  const roots = listed.ok
    ? listed.value.split('\n').filter((line) => line.startsWith(`worktree ${dir}/`))
    : [];
  for (const line of roots)
    await repo.run(['worktree', 'remove', '--force', '--force', line.slice('worktree '.length)]);
  await removeTree(dir);
  await repo.run(['worktree', 'prune']);
}

/**
 * Removes what a Git that was killed has left in the repo of a worktree below `dir`: with an empty `commondir`, it keeps
 * every Git command from listing worktrees, those of the user too.
 */
async function removeHalfMade(repo: Git, dir: string): Promise<void> {
  const common = await repo.run(['rev-parse', '--path-format=absolute', '--git-common-dir']);
  if (!common.ok) return;
  const folder = join(common.value.trim(), 'worktrees');
  for (const name of await readdir(folder).catch(() => [])) {
    const admin = join(folder, name);
    if ((await readText(join(admin, 'commondir'))) !== '') continue;
    const leads = await readText(join(admin, 'gitdir'));
    // One that leads nowhere yet has nothing in it either; of a user's that is broken, the index may be worth something.
    const isEmpty = !(await readdir(admin)).some((file) => file === 'HEAD' || file === 'index');
    const isOurs = leads === '' ? isEmpty && /^worktree-\d+$/.test(name) : leads.startsWith(`${dir}/`);
    if (isOurs) await removeTree(admin);
  }
}

/** Empty where it is not there. */
const readText = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');
