import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { chmod, lstat, mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { err, ok, type Result } from '../domain/result.ts';

/** What is at a path, found without following any symbolic link. */
export type Found =
  | { readonly kind: 'file'; readonly bytes: Buffer; readonly mode: number }
  | { readonly kind: 'missing' }
  /** The path, or a folder on the way to it, is a symbolic link. */
  | { readonly kind: 'symlink' }
  /** A folder, a device, or a file where a folder should be. */
  | { readonly kind: 'other' };

/** Reads a file below `root`. `path` is relative, normalised, and does not lead upwards. Throws on an I/O error. */
export async function readSafely(root: string, path: string): Promise<Found> {
  const parts = path.split('/');
  let at = root;
  for (const part of parts.slice(0, -1)) {
    at = join(at, part);
    const folder = await statOf(at);
    if (folder === null) return { kind: 'missing' };
    if (folder.isSymbolicLink()) return { kind: 'symlink' };
    if (!folder.isDirectory()) return { kind: 'other' };
  }
  const file = await statOf(join(root, path));
  if (file === null) return { kind: 'missing' };
  if (file.isSymbolicLink()) return { kind: 'symlink' };
  if (!file.isFile()) return { kind: 'other' };
  const handle = await open(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return { kind: 'file', bytes: await handle.readFile(), mode: file.mode & 0o777 };
  } finally {
    await handle.close();
  }
}

/**
 * Replaces or creates a file below `root` in one step, through a new file beside it, and makes the folders on the
 * way. Refuses what `readSafely` would not read, and looks again just before the step, at where the folder really is.
 */
export async function writeSafely(
  root: string,
  path: string,
  bytes: Buffer,
  mode: number,
): Promise<Result<void, string>> {
  const parts = path.split('/');
  let at = root;
  for (const part of parts.slice(0, -1)) {
    at = join(at, part);
    const folder = await statOf(at);
    if (folder === null) await mkdir(at);
    else if (folder.isSymbolicLink()) return err(`${relative(root, at)} is a symbolic link`);
    else if (!folder.isDirectory()) return err(`${relative(root, at)} is not a folder`);
  }
  const target = join(root, path);
  const temporary = join(dirname(target), `.wingman-${randomUUID()}`);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  try {
    const handle = await open(temporary, flags, mode);
    try {
      await handle.writeFile(bytes);
    } finally {
      await handle.close();
    }
    await chmod(temporary, mode);
    const real = await realpath(dirname(target));
    if (real !== join(await realpath(root), ...parts.slice(0, -1)))
      return err(`${path} leads out of the worktree`);
    const present = await statOf(target);
    if (present !== null && !present.isFile()) return err(`${path} is not a file`);
    await rename(temporary, target);
    return ok(undefined);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function statOf(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
