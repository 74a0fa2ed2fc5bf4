import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the repo has, as far as checks care; paths are relative to its root. */
export interface RepoFiles {
  readonly hasFolder: (path: string) => boolean;
  /** The text of a file of reasonable size, or null. */
  readonly read: (path: string) => string | null;
}

/** Files larger than this are no tests whose imports are worth reading. */
const MAX_READ_BYTES = 1_000_000;

/** The files of a checkout, as far as checks care. */
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
