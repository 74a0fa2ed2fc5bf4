import { existsSync, readdirSync, readFileSync, type Dirent } from 'node:fs';
import { join } from 'node:path';

/** Beyond so many folders Git alone is asked: it walks a large tree faster than we do. */
const MAX_FOLDERS = 300;

/** What a tree holds that neither `git status` shows nor `git clean` takes away. */
export interface Unseen {
  /** Whether a folder may be there with nothing in it, which a clean does take away. */
  readonly mayHoldEmptyFolders: boolean;
  /**
   * Sockets, FIFOs and devices; whatever is called `.git` below the root, which hides what lies beside it; folders of
   * submodules that are not checked out and have something in them all the same.
   */
  readonly odd: string;
}

/**
 * Looks through a tree for what Git passes over; in a tree of too many folders it finds nothing odd.
 * @param skip paths below `root` that are not looked into
 */
export function lookForUnseen(root: string, skip: ReadonlySet<string>): Unseen {
  let seen = 0;
  let mayHoldEmptyFolders = false;
  const odd: string[] = [];
  const look = (folder: string): void => {
    seen += 1;
    if (seen > MAX_FOLDERS) return;
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    if (entries.length === 0) mayHoldEmptyFolders = true;
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (path === '.git' || skip.has(path)) continue;
      if (entry.name === '.git' || !isPlain(entry)) odd.push(path);
      else if (entry.isDirectory()) look(path);
    }
  };
  try {
    look('');
    odd.push(...submodulesOf(root).filter((path) => isFilled(join(root, path))));
  } catch {
    // A folder that cannot be read is for Git to complain of.
    return { mayHoldEmptyFolders: true, odd: '' };
  }
  const isWhole = seen <= MAX_FOLDERS;
  return { mayHoldEmptyFolders: mayHoldEmptyFolders || !isWhole, odd: isWhole ? odd.sort().join('\0') : '' };
}

const isPlain = (entry: Dirent): boolean => entry.isFile() || entry.isDirectory() || entry.isSymbolicLink();

function submodulesOf(root: string): readonly string[] {
  const file = join(root, '.gitmodules');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return [...text.matchAll(/^\s*path\s*=\s*(.+?)\s*$/gm)].map((match) => match[1] ?? '');
}

const isFilled = (folder: string): boolean =>
  existsSync(folder) && !existsSync(join(folder, '.git')) && readdirSync(folder).length > 0;
