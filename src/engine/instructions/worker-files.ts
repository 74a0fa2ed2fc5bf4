import { rewriteText, type Rewrites } from './rewrite.ts';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../domain/result.ts';
import type { Finding } from '../domain/instruction.ts';
import { MAX_FILE_BYTES, parseInstruction, type ParsedInstruction } from './parse.ts';
import { parseWorkerName } from './worker-name.ts';

/** How long one file may take to read, in milliseconds: a folder may lie on a network that is gone. */
const READ_LIMIT_MS = 10_000;

/** A worker file of a folder, by its name alone. */
export interface WorkerFile {
  readonly id: string;
  readonly number: number;
  /** Absolute path. */
  readonly file: string;
}

const why = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Reads a text file of bounded size; a pipe, a device or a folder is refused rather than waited for. */
export async function readText(file: string, maxBytes: number): Promise<Result<string, Finding>> {
  const fault = (rule: string, message: string, fix: string): Result<never, Finding> =>
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
      `the file cannot be read: ${why(error)}`,
      'check the file and its permissions',
    );
  }
}

/** Reads and parses one worker file. */
export async function readInstruction(
  file: string,
  rewrites: Rewrites = {},
): Promise<Result<ParsedInstruction, Finding[]>> {
  const text = await readText(file, MAX_FILE_BYTES);
  return text.ok ? parseInstruction(file, rewriteText(text.value, rewrites)) : err([text.error]);
}

/** The worker files of a folder by number, with findings about names; fails where there is nothing to run. */
export async function listWorkerFiles(
  dir: string,
): Promise<
  Result<{ readonly files: readonly WorkerFile[]; readonly findings: readonly Finding[] }, Finding[]>
> {
  const finding = (
    rule: string,
    level: Finding['level'],
    file: string,
    message: string,
    fix: string,
  ): Finding => ({
    rule,
    level,
    file,
    line: 1,
    message,
    fix,
  });
  let names: string[];
  try {
    names = (await readdir(dir)).sort();
  } catch (error) {
    return err([
      finding(
        'unreadable-folder',
        'error',
        dir,
        `the folder of worker files cannot be read: ${why(error)}`,
        'name a folder that holds WORKER_NNN_Name.md files',
      ),
    ]);
  }
  const files: WorkerFile[] = [];
  const findings: Finding[] = [];
  const byNumber = new Map<number, string>();
  for (const name of names) {
    if (!/^worker.*\.(md|markdown)$/i.test(name)) continue;
    const file = join(dir, name);
    const parsed = parseWorkerName(name);
    if (!parsed) {
      // Without a number it is a template or a note; with one it is a worker that would silently not run.
      const level = /^worker[_ -]*\d/i.test(name) ? 'error' : 'warning';
      findings.push(
        finding(
          'bad-name',
          level,
          file,
          `${name} is not named like a worker file`,
          'call it WORKER_NNN_Name.md',
        ),
      );
      continue;
    }
    const before = byNumber.get(parsed.number);
    if (before !== undefined)
      findings.push(
        finding(
          'duplicate-worker',
          'error',
          file,
          `${before} and ${name} are both ${parsed.id}`,
          'give one of them another number',
        ),
      );
    byNumber.set(parsed.number, name);
    files.push({ id: parsed.id, number: parsed.number, file });
  }
  if (files.length === 0)
    return err([
      ...findings,
      finding(
        'no-workers',
        'error',
        dir,
        'the folder holds no worker files',
        'name a folder that holds WORKER_NNN_Name.md files',
      ),
    ]);
  return ok({ files: files.sort((a, b) => a.number - b.number), findings });
}
