import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { err, ok, type Result } from '../domain/result.ts';
import { countAbsentAsDone } from './header-dependencies.ts';
import type { Finding, Instruction } from '../domain/instruction.ts';
import type { ParsedInstruction } from './parse.ts';
import { parsePhaseConfig, type PhaseConfig } from './phase-config.ts';
import type { Rewrites } from './rewrite.ts';
import { selectWorkers } from './select.ts';
import { listWorkerFiles, readInstruction, readText, type WorkerFile } from './worker-files.ts';

/** A phase as it lies in a folder. */
export interface LoadedPhase {
  /** What `phase.yaml` calls it, else the folder's name. */
  readonly name: string;
  /** Absolute path. */
  readonly dir: string;
  /** The selected workers, smallest number first. */
  readonly instructions: readonly Instruction[];
  /** Ids of the worker files in the folder that are not selected. */
  readonly outside: readonly string[];
  readonly config: PhaseConfig;
  /** Warnings, and errors that bar a worker from running but could be read past. */
  readonly findings: readonly Finding[];
}

/** Files read at once: enough to keep the disk busy, far below the limit of open files. */
const READS_AT_ONCE = 32;

const firstOf = (findings: readonly Finding[], level: Finding['level']): boolean =>
  findings.some((finding) => finding.level === level);

async function readAll(
  files: readonly WorkerFile[],
  rewrites: Rewrites,
): Promise<Result<ParsedInstruction, Finding[]>[]> {
  const read: Result<ParsedInstruction, Finding[]>[] = [];
  for (let at = 0; at < files.length; at += READS_AT_ONCE)
    read.push(
      ...(await Promise.all(
        files.slice(at, at + READS_AT_ONCE).map(({ file }) => readInstruction(file, rewrites)),
      )),
    );
  return read;
}

/**
 * Reads the worker files of a folder and the `phase.yaml` beside them. `select` (`001-018,021`) takes the place of the
 * selection that `phase.yaml` makes. Fails with every finding where a selected worker cannot be read.
 */
export async function loadPhase(
  dir: string,
  select?: string,
  rewrites: Rewrites = {},
): Promise<Result<LoadedPhase, Finding[]>> {
  const folder = resolve(dir);
  const listed = await listWorkerFiles(folder);
  if (!listed.ok) return listed;
  const findings: Finding[] = [...listed.value.findings];

  const configFile = join(folder, 'phase.yaml');
  let config: PhaseConfig = {};
  if (existsSync(configFile)) {
    const text = await readText(configFile, 64 * 1024);
    const parsed = text.ok ? parsePhaseConfig(configFile, text.value) : err([text.error]);
    if (parsed.ok) config = parsed.value;
    else findings.push(...parsed.error);
  }
  if (firstOf(findings, 'error')) return err(findings);

  const { files } = listed.value;
  const expression = select ?? config.workers;
  const chosen =
    expression === undefined
      ? ok(files.map(({ number }) => number))
      : selectWorkers(
          expression,
          files.map(({ number }) => number),
        );
  if (!chosen.ok) {
    const file = select === undefined ? configFile : folder;
    return err([
      ...findings,
      {
        rule: 'selection',
        level: 'error',
        file,
        line: 1,
        message: chosen.error,
        fix: 'name workers of this folder, such as 001-018,021',
      },
    ]);
  }
  const wanted = new Set(chosen.value);
  const read = await readAll(
    files.filter(({ number }) => wanted.has(number)),
    rewrites,
  );
  const instructions: Instruction[] = [];
  for (const result of read) {
    const settled = result.ok ? countAbsentAsDone(result.value, wanted) : null;
    findings.push(...(settled?.findings ?? (result.ok ? [] : result.error)));
    if (settled !== null) instructions.push(settled.instruction);
  }
  if (instructions.length < read.length) return err(findings);
  const outside = files.filter(({ number }) => !wanted.has(number)).map(({ id }) => id);
  return ok({ name: config.name ?? basename(folder), dir: folder, instructions, outside, config, findings });
}
