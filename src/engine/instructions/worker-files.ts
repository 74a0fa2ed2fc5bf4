import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../domain/result.ts';
import type { Finding } from '../domain/instruction.ts';
import type { RuleName } from '../domain/rule-name.ts';
import { parseWorkerName } from './worker-name.ts';

/** A worker file of a folder, by its name alone. */
export interface WorkerFile {
  readonly id: string;
  readonly number: number;
  /** What the file name says after the number, or the id where it says nothing. */
  readonly name: string;
  /** Absolute path. */
  readonly file: string;
}

/** The worker files of a folder by number, with findings about names; fails where there is nothing to run. */
export async function listWorkerFiles(
  dir: string,
): Promise<
  Result<{ readonly files: readonly WorkerFile[]; readonly findings: readonly Finding[] }, Finding[]>
> {
  const finding = (
    rule: RuleName,
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
        `the folder of worker files cannot be read: ${error instanceof Error ? error.message : String(error)}`,
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
    files.push({ ...parsed, file });
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
