import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Beyond so many folders Git is asked instead: it walks a large tree faster than we do. */
const MAX_FOLDERS = 300;

/**
 * Whether a tree may hold a folder that `git status` does not show, since nothing is in it; true also where there are
 * too many folders to tell.
 * @param skip paths below `root` that are not looked into
 */
export function mayHoldEmptyFolders(root: string, skip: ReadonlySet<string>): boolean {
  let seen = 0;
  const look = (folder: string): boolean => {
    seen += 1;
    if (seen > MAX_FOLDERS) return true;
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    if (entries.length === 0) return true;
    return entries.some((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() && path !== '.git' && !skip.has(path) && look(path);
    });
  };
  try {
    return look('');
  } catch {
    // A folder that cannot be read is for Git to complain of.
    return true;
  }
}
