import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { OutputMissing } from '../domain/check-result.ts';

/** Of one output at most 64 MB are kept: what prints without end must not fill the disk. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Names that are tried for one file. */
const MAX_NAMES = 1_000;

/** The beginning of an output on disk. What cannot be written is a reason, and never thrown: its writer has no caller. */
export interface KeptFile {
  add(bytes: Buffer): void;
  /** Ends the file, with a line of its own where it does not hold everything. */
  close(): void;
  /** Relative to the root; null while there is no file. */
  path(): string | null;
  /** Null while the file holds everything. */
  missing(): OutputMissing | null;
}

/** Makes the file with the first bytes; one that is there already is left as it is, and the next free name is taken. */
export function createKeptFile(root: string, path: string): KeptFile {
  let file: number | null = null;
  let name: string | null = null;
  let total = 0;
  let kept = 0;
  let endsLine = true;
  let why: string | null = null;

  const open = (): number => {
    if (file !== null) return file;
    const made = openNew(root, path);
    name = made.name;
    file = made.file;
    return file;
  };
  const append = (to: number, bytes: Buffer): void => {
    // A disk that is nearly full takes a part, and says so only then.
    for (let at = 0; at < bytes.length;) {
      const written = writeSync(to, bytes, at);
      at += written;
      kept += written;
      endsLine = bytes[at - 1] === NEWLINE;
    }
  };
  return {
    add(bytes) {
      total += bytes.length;
      if (why !== null || bytes.length === 0) return;
      const room = MAX_BYTES - kept;
      why = attempt(() => append(open(), bytes.subarray(0, room)));
      if (bytes.length > room) why ??= `no more than ${MAX_BYTES} bytes of one output are kept`;
    },
    close() {
      if (file === null) return;
      const open = file;
      file = null;
      if (why !== null) {
        const line = `[wingman: cut here after ${kept} of ${total} bytes: ${why}]\n`;
        // Where the disk is full this fails too; the result says it in any case.
        attempt(() => writeSync(open, endsLine ? line : `\n${line}`));
      }
      const failed = attempt(() => closeSync(open));
      why ??= failed;
    },
    path: () => name,
    missing: () => (why === null ? null : { bytes: total - kept, why }),
  };
}

const NEWLINE = 0x0a;

/** Null when it went well, else the system's own words. */
function attempt(act: () => void): string | null {
  try {
    act();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function openNew(root: string, path: string): { readonly file: number; readonly name: string } {
  const { dir, name, ext } = parse(path);
  let hasFolder = false;
  for (let n = 1; ;) {
    const tried = n === 1 ? path : join(dir, `${name}.${n}${ext}`);
    try {
      return { file: openSync(join(root, tried), 'wx', 0o600), name: tried };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (code === 'ENOENT' && !hasFolder) {
        mkdirSync(join(root, dir), { recursive: true });
        hasFolder = true;
      } else if (code === 'EEXIST' && n < MAX_NAMES) n += 1;
      else throw error;
    }
  }
}
