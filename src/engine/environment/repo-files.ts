import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The files of the repo that checks may use; paths are relative to its root. */
export interface RepoFiles {
  readonly hasFolder: (path: string) => boolean;
  /** The text of a file of reasonable size, or null. */
  readonly read: (path: string) => string | null;
}

/** Larger files are not read: no test with imports worth reading is that large. */
const MAX_READ_BYTES = 1_000_000;

/** The files of a checkout. */
export function repoFiles(root: string): RepoFiles {
  const stat = (path: string): ReturnType<typeof statSync> =>
    statSync(join(root, path), { throwIfNoEntry: false });
  return {
    hasFolder: (path) => stat(path)?.isDirectory() ?? false,
    read: (path) => {
      const found = stat(path);
      return found?.isFile() === true && found.size <= MAX_READ_BYTES
        ? readFileSync(join(root, path), 'utf8')
        : null;
    },
  };
}
