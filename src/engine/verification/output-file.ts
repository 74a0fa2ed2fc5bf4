import type { OutputMissing } from '../domain/check-result.ts';
import { createKeptFile } from './kept-file.ts';
import { createOutputTail } from '../runner/output-tail.ts';
import { createSecretFilter } from '../secrets/secret-filter.ts';
import { createFailureWatch } from './suspicious-words.ts';

const TAIL_CHARS = 4_000;

/** The output of one statement on disk, as far as it can be kept there, and its end in memory. Nothing here throws. */
export interface OutputFile {
  write(bytes: Buffer): void;
  close(): void;
  /** The last 4,000 characters. */
  tail(): string;
  /** All of them, kept or not. */
  bytes(): number;
  /** Whether a line says FAIL (and not how many did: `FAIL: 0`). */
  printedFailure(): boolean;
  /** Relative to the root; null while there is no file. */
  path(): string | null;
  /** What of the output is not in the file, and why; null while all of it is. */
  missing(): OutputMissing | null;
}

/** Makes the file with the first byte of output: a silent check leaves no empty file behind. */
export function createOutputFile(root: string, path: string, secrets: readonly string[] = []): OutputFile {
  const file = createKeptFile(root, path);
  const end = createOutputTail(TAIL_CHARS);
  const filter = createSecretFilter(secrets);
  const failures = createFailureWatch();
  let total = 0;
  const keep = (bytes: Buffer): void => {
    if (bytes.length === 0) return;
    file.add(bytes);
    failures.add(bytes);
    total += bytes.length;
    end.add(bytes);
  };
  return {
    write: (bytes) => keep(filter.push(bytes)),
    close() {
      keep(filter.end());
      file.close();
    },
    tail: () => end.text(),
    bytes: () => total,
    printedFailure: () => failures.seen(),
    path: () => file.path(),
    missing: () => file.missing(),
  };
}
