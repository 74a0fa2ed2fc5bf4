import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes in memory at once: a file may be too long for one buffer. */
const CHUNK_BYTES = 1024 * 1024;

/** The sha256 of a file, hex; null where it is no file, is gone or cannot be read. */
export function hashFile(path: string): string | null {
  let file: number | null = null;
  try {
    // Does not block: a pipe that was put in the file's place would wait for a writer.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return fstatSync(file).isFile() ? hashOpen(file) : null;
  } catch {
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}

function hashOpen(file: number): string {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (;;) {
    const length = readSync(file, chunk);
    if (length === 0) return hash.digest('hex');
    hash.update(chunk.subarray(0, length));
  }
}
