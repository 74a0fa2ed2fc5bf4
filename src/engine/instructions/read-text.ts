import { readFile, stat } from 'node:fs/promises';
import { err, ok, type Result } from '../domain/result.ts';
import type { Finding } from '../domain/instruction.ts';
import type { RuleName } from '../domain/rule-name.ts';

/** How long one file may take to read, in milliseconds: a folder may lie on a network that is gone. */
const READ_LIMIT_MS = 10_000;

/** Reads a text file of at most so many bytes; the finding says why it cannot be read. */
export type ReadText = (file: string, maxBytes: number) => Promise<Result<string, Finding>>;

/** Reads a text file of bounded size; a pipe, a device or a folder is refused rather than waited for. */
export const readText: ReadText = async (file, maxBytes) => {
  const fault = (rule: RuleName, message: string, fix: string): Result<never, Finding> =>
    err({ rule, level: 'error', file, line: 1, message, fix });
  try {
    const facts = await stat(file);
    if (!facts.isFile())
      return fault('unreadable-file', 'it is no regular file', 'put a text file in its place');
    if (facts.size > maxBytes)
      return fault('file-too-large', `the file is larger than ${maxBytes / 1024} KB`, 'split it');
    const bytes = await readFile(file, { signal: AbortSignal.timeout(READ_LIMIT_MS) });
    // The byte order mark stays, so that a hash of the text is the hash of the file.
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    if (error instanceof TypeError)
      return fault('not-text', 'the file is no valid UTF-8', 'save it as UTF-8 text');
    return fault(
      'unreadable-file',
      `the file cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'check the file and its permissions',
    );
  }
};
