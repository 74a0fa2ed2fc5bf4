import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { err, ok, type Result } from '../domain/result.ts';
import type { Git, GitError } from './git.ts';
import { placeLinks, type Link } from './links.ts';
import { isAsStamped, takeStamp, type TreeStamp } from './tree-stamp.ts';
import { lookForUnseen } from './unseen.ts';

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
  const kept = hasMore ? await untracked(git, commit) : [];
  const skip = new Set(kept);
  const exclude = kept.flatMap((path) => ['-e', `/${literalPattern(path)}`]);
  const leads = gitFileOf(root);
  // What `setup` made of this kind stays: a submodule has a `.git` of its own.
  const { odd } = lookForUnseen(root, skip);
  const isSparse = await hidesChanges(git);
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
    if (adminStamp(root, leads) === '')
      return err({ args: [], message: `${root} has lost its index or HEAD` });
    const status = await git.run(STATUS);
    if (!status.ok) return status;
    const found = readStatus(status.value).filter(({ path }) => !skip.has(path));
    const isClean = found.length === 0 && admin === adminStamp(root, leads);
    if (!isClean) return ok(found);
    const unseen = lookForUnseen(root, skip);
    if (!unseen.mayHoldEmptyFolders && unseen.odd === odd) isPristine = true;
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
      if (isLocked(root, leads) || adminStamp(root, leads) === '')
        return err({ args: [], message: `${root} was left locked, or without its index or HEAD` });
      let mayHide = false;
      if (admin !== adminStamp(root, leads)) {
        isPristine = false;
        stamp = null;
        // From nothing: a checkout would leave such files as a check has made them, or not bring them back.
        if (await hidesChanges(git)) await git.run(['read-tree', '--empty']);
        mayHide = !isSparse;
      } else if (!isPristine && at !== there) {
        isPristine = isUntouched();
      } else if (!isPristine) {
        const looked = await changes();
        if (!looked.ok) return looked;
      }
      if (isPristine && at === there) return ok(undefined);
      if (!isPristine) {
        // First: through a link that stands where a folder was, a checkout would find that folder's files as they were.
        const cleaned = await git.run(['clean', '-ffdxq', ...exclude]);
        if (!cleaned.ok) return cleaned;
        if (lookForUnseen(root, skip).odd !== odd)
          return err({ args: ['clean'], message: `${root} holds what Git does not take away` });
      }
      const switched = await git.run(['checkout', '--quiet', '--detach', '--force', there]);
      if (!switched.ok) return switched;
      if (mayHide && (await hidesChanges(git)))
        return err({ args: ['ls-files'], message: `Git was told to look away from files of ${root}` });
      if (!isPristine) await placeLinks(root, links);
      settle(there);
      return ok(undefined);
    },
  };
}

const STATUS = ['status', '--porcelain=v1', '-z', '--no-renames', '--ignored', '--untracked-files=normal'];

function readStatus(text: string): readonly (Change & { readonly isTracked: boolean })[] {
  return text
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => ({
      path: entry.slice(3).replace(/\/$/, ''),
      isIgnored: entry.startsWith('!!'),
      isTracked: !/^(?:\?\?|!!)/.test(entry),
    }));
}

/** What `setup` has put beside the commit; what it has changed of the commit's own files is put back. */
async function untracked(git: Git, commit: string): Promise<readonly string[]> {
  const status = await git.run(STATUS);
  const found = status.ok ? readStatus(status.value) : [];
  if (found.some(({ isTracked }) => isTracked))
    await git.run(['checkout', '--quiet', '--detach', '--force', commit]);
  return found.filter(({ isTracked }) => !isTracked).map(({ path }) => path);
}

/** A path as a pattern that matches it alone (gitignore, "pattern format"). */
const literalPattern = (path: string): string => path.replace(/[\\*?[\]]| (?= *$)/g, '\\$&');

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
 * index's content or of its times, which are the file system's own, shows. Empty where one of them is no file any more.
 */
function adminStamp(root: string, leads: string): string {
  const folder = adminFolder(root, leads);
  try {
    const index = lstatSync(join(folder, 'index'), { bigint: true });
    const head = lstatSync(join(folder, 'HEAD'));
    // What is no file, as a check may have left it, may never come to an end.
    if (!index.isFile() || !head.isFile() || head.size > MAX_HEAD_BYTES) return '';
    return `${index.ino} ${index.size} ${index.ctimeNs} ${readFileSync(join(folder, 'HEAD'), 'utf8')}`;
  } catch {
    return '';
  }
}

/** The longest HEAD that is one. */
const MAX_HEAD_BYTES = 4_096;

/** Where a tree's index and HEAD are; what leads there may be relative to the tree. */
const adminFolder = (root: string, leads: string): string =>
  resolve(root, /^gitdir: (.*)$/m.exec(leads)?.[1] ?? '.git');

/** Whether a Git that was killed has left its lock: the next command would fail. */
const isLocked = (root: string, leads: string): boolean =>
  ['index.lock', 'HEAD.lock'].some((name) => existsSync(join(adminFolder(root, leads), name)));

/**
 * Whether the index says of a file that its changes are not to be looked at (`update-index --skip-worktree`,
 * `--assume-unchanged`). In a sparse checkout the files that are left out say so too.
 */
async function hidesChanges(git: Git): Promise<boolean> {
  const listed = await git.run(['ls-files', '-v', '-z']);
  return !listed.ok || listed.value.split('\0').some((entry) => /^[a-zS] /.test(entry));
}
