import type { OutputMissing } from './check-result.ts';
import { createKeptFile } from './kept-file.ts';
import { createOutputTail } from './output-tail.ts';
import { createSecretFilter } from './secret-filter.ts';

const TAIL_CHARS = 4_000;
const FAILURE = /(?<![A-Za-z0-9_-])FAIL(?:ED|URE|URES)?(?![A-Za-z0-9_-])(?!\s*[:=]?\s*0(?!\d))/;

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
  let total = 0;
  let failure = false;
  const keep = (bytes: Buffer): void => {
    if (bytes.length === 0) return;
    file.add(bytes);
    // With the end of what came before, since a word may be split over two writes.
    failure ||= FAILURE.test(end.lastBytes().toString('latin1') + bytes.toString('latin1'));
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
    printedFailure: () => failure,
    path: () => file.path(),
    missing: () => file.missing(),
  };
}
