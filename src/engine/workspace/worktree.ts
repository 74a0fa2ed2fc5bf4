import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../domain/result.ts';
import { mayHoldEmptyFolders } from './empty-folders.ts';
import type { Git, GitError } from './git.ts';
import { placeLinks, type Link } from './links.ts';
import { isAsStamped, takeStamp, type TreeStamp } from './tree-stamp.ts';

/** A checked-out tree that is brought to one commit after the other, with as few Git processes as will do. */
export interface Tree {
  readonly root: string;
  readonly git: Git;
  /** Brings it to exactly what the commit holds, the links, and what `setup` made. */
  bring(commit: string): Promise<Result<void, GitError>>;
  /** What differs from its commit: paths that are changed, new or ignored, what is kept left out. */
  changes(): Promise<Result<readonly Change[], GitError>>;
  /** What our own Git commands have put into its index is all that has changed: it stands on no commit any more. */
  staged(): void;
  /** Something runs in it that may change it. Whatever starts a program in it says so first. */
  touched(): void;
  /** Whether it was brought to this commit last. */
  standsOn(commit: string): boolean;
  /** Whether it is known to hold exactly its commit. */
  isPristine(): boolean;
}

export interface Change {
  readonly path: string;
  readonly isIgnored: boolean;
}

export interface TreeOptions {
  readonly root: string;
  readonly git: Git;
  readonly links: readonly Link[];
  /** What it holds. */
  readonly commit: string;
  /** Whether something but the commit's files was put there that stays: links, or what `setup` made. */
  readonly hasMore: boolean;
}

/** A tree that has just been checked out and set up. */
export async function openTree({ root, git, links, commit, hasMore }: TreeOptions): Promise<Tree> {
  const kept = hasMore ? await untracked(git) : [];
  const skip = new Set(kept);
  const exclude = kept.flatMap((path) => ['-e', `/${path}`]);
  const leads = gitFileOf(root);
  let at = commit;
  let isPristine = true;
  let admin = adminStamp(root, leads);
  /** Of what it was when it was last known to hold exactly its commit. */
  let stamp: TreeStamp | null = null;

  const settle = (there: string): void => {
    at = there;
    isPristine = true;
    admin = adminStamp(root, leads);
    stamp = null;
  };
  const isUntouched = (): boolean =>
    stamp !== null && admin === adminStamp(root, leads) && isAsStamped(root, skip, stamp);
  const changes = async (): Promise<Result<readonly Change[], GitError>> => {
    if (isPristine || isUntouched()) {
      isPristine = true;
      return ok([]);
    }
    const status = await git.run(STATUS);
    if (!status.ok) return status;
    const found = readStatus(status.value).filter(({ path }) => !skip.has(path));
    const isClean = found.length === 0 && admin === adminStamp(root, leads);
    if (isClean && !mayHoldEmptyFolders(root, skip)) isPristine = true;
    return ok(found);
  };
  return {
    root,
    git,
    changes,
    staged: () => settle(''),
    touched() {
      if (isPristine) stamp = takeStamp(root, skip);
      isPristine = false;
    },
    standsOn: (there) => at === there,
    isPristine: () => isPristine,
    async bring(there) {
      // Without it, or with another one, Git would work on whatever repo it leads to.
      if (leads === '' || gitFileOf(root) !== leads)
        return err({ args: [], message: `${root} has lost its .git` });
      if (admin !== adminStamp(root, leads)) {
        isPristine = false;
        stamp = null;
        // From nothing, where a check told Git to look away from what it changed.
        if (await hidesChanges(git)) await git.run(['read-tree', '--empty']);
      } else if (!isPristine && at !== there) {
        isPristine = isUntouched();
      } else if (!isPristine) {
        const looked = await changes();
        if (!looked.ok) return looked;
      }
      if (isPristine && at === there) return ok(undefined);
      const switched = await git.run(['checkout', '--quiet', '--detach', '--force', there]);
      if (!switched.ok) return switched;
      if (!isPristine) {
        const cleaned = await git.run(['clean', '-ffdxq', ...exclude]);
        if (!cleaned.ok) return cleaned;
        await placeLinks(root, links);
      }
      settle(there);
      return ok(undefined);
    },
  };
}

const STATUS = ['status', '--porcelain=v1', '-z', '--no-renames', '--ignored', '--untracked-files=normal'];

function readStatus(text: string): readonly Change[] {
  return text
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => ({ path: entry.slice(3).replace(/\/$/, ''), isIgnored: entry.startsWith('!!') }));
}

/** What stands in a fresh tree beside the commit. */
async function untracked(git: Git): Promise<readonly string[]> {
  const status = await git.run(STATUS);
  return status.ok ? readStatus(status.value).map(({ path }) => path) : [];
}

/** What leads to its repo: the text of a worktree's `.git` file, or a clone's own folder; empty where there is neither. */
function gitFileOf(root: string): string {
  const file = join(root, '.git');
  try {
    const facts = lstatSync(file);
    if (facts.isFile()) return readFileSync(file, 'utf8');
    return facts.isDirectory() && existsSync(join(file, 'HEAD')) ? `gitdir: ${file}` : '';
  } catch {
    return '';
  }
}

/**
 * Tells an index and a HEAD that only our own commands have written from ones that something else has: a change of the
 * index's content or of its times, which are the file system's own, shows.
 */
function adminStamp(root: string, leads: string): string {
  const folder = /^gitdir: (.*)$/m.exec(leads)?.[1] ?? join(root, '.git');
  const index = statSync(join(folder, 'index'), { bigint: true, throwIfNoEntry: false });
  return `${index?.ino} ${index?.size} ${index?.ctimeNs} ${readHead(join(folder, 'HEAD'))}`;
}

/** Empty where the tree has lost it. */
function readHead(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/**
 * Whether the index says of a file that its changes are not to be looked at (`update-index --skip-worktree`,
 * `--assume-unchanged`): a checkout would leave such a file as a check has made it. In a sparse checkout the files that
 * are left out say so too, and are not there.
 */
async function hidesChanges(git: Git): Promise<boolean> {
  const listed = await git.run(['ls-files', '-v', '-z']);
  if (!listed.ok) return true;
  return listed.value
    .split('\0')
    .some((entry) => /^[a-zS] /.test(entry) && existsSync(join(git.dir, entry.slice(2))));
}
