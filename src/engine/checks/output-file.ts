import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

const TAIL_CHARS = 4_000;
const FAILURE = /(?<![A-Za-z0-9_-])FAIL(?:ED|URE|URES)?(?![A-Za-z0-9_-])(?!\s*[:=]?\s*0(?!\d))/;
/** Room for the tail's characters at up to four bytes each. */
const TAIL_BYTES = TAIL_CHARS * 4;

/** The whole output of one statement on disk, and its end in memory. */
export interface OutputFile {
  write(bytes: Buffer): void;
  close(): void;
  /** The last 4,000 characters. */
  tail(): string;
  bytes(): number;
  /** Whether a line says FAIL (and not how many did: `FAIL: 0`). */
  printedFailure(): boolean;
  /** Relative to the root; null while nothing was printed. */
  path(): string | null;
}

/** Makes the file with the first byte of output: a silent check leaves no empty file behind. */
export function createOutputFile(root: string, path: string, secrets: readonly string[] = []): OutputFile {
  let file: number | null = null;
  let total = 0;
  let end = Buffer.alloc(0);
  let failure = false;
  /** What may be the beginning of a secret, and so waits for what comes next. */
  let held: Buffer = Buffer.alloc(0);
  const reach = Math.max(0, ...secrets.map((secret) => Buffer.byteLength(secret) - 1));
  const keep = (bytes: Buffer): void => {
    if (bytes.length === 0) return;
    if (file === null) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      file = openSync(join(root, path), 'w', 0o600);
    }
    writeSync(file, bytes);
    // With the end of what came before, since a word may be split over two writes.
    failure ||= FAILURE.test(end.subarray(-16).toString('latin1') + bytes.toString('latin1'));
    total += bytes.length;
    end = Buffer.concat([end, bytes]).subarray(-TAIL_BYTES);
  };
  return {
    write(bytes) {
      if (reach === 0) return keep(bytes);
      const clean = withoutSecrets(Buffer.concat([held, bytes]), secrets);
      held = clean.subarray(Math.max(0, clean.length - reach));
      keep(clean.subarray(0, clean.length - held.length));
    },
    close() {
      keep(held);
      held = Buffer.alloc(0);
      if (file !== null) closeSync(file);
    },
    tail: () => end.toString('utf8').slice(-TAIL_CHARS),
    bytes: () => total,
    printedFailure: () => failure,
    path: () => (total === 0 ? null : path),
  };
}

/** Looks for the very bytes of each secret: output may be long, and a pattern over all of it would cost. */
function withoutSecrets(bytes: Buffer, secrets: readonly string[]): Buffer {
  let clean = bytes;
  for (const secret of secrets) {
    if (secret === '' || !clean.includes(secret)) continue;
    clean = Buffer.from(
      clean.toString('latin1').replaceAll(Buffer.from(secret).toString('latin1'), '[redacted]'),
      'latin1',
    );
  }
  return clean;
}
