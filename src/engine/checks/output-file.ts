import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

const TAIL_CHARS = 4_000;
/** Room for the tail's characters at up to four bytes each. */
const TAIL_BYTES = TAIL_CHARS * 4;

/** The whole output of one statement on disk, and its end in memory. */
export interface OutputFile {
  write(bytes: Buffer): void;
  close(): void;
  /** The last 4,000 characters. */
  tail(): string;
  bytes(): number;
  /** Relative to the root; null while nothing was printed. */
  path(): string | null;
}

/** Makes the file with the first byte of output: a silent check leaves no empty file behind. */
export function createOutputFile(root: string, path: string): OutputFile {
  let file: number | null = null;
  let total = 0;
  let end = Buffer.alloc(0);
  return {
    write(bytes) {
      if (file === null) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        file = openSync(join(root, path), 'w', 0o600);
      }
      writeSync(file, bytes);
      total += bytes.length;
      end = Buffer.concat([end, bytes]).subarray(-TAIL_BYTES);
    },
    close() {
      if (file !== null) closeSync(file);
    },
    tail: () => end.toString('utf8').slice(-TAIL_CHARS),
    bytes: () => total,
    path: () => (total === 0 ? null : path),
  };
}
