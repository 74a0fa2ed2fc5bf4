import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { err, ok, type Result } from '../domain/result.ts';
import type { Finding, Instruction } from '../domain/instruction.ts';
import { countAbsentAsDone } from './header-dependencies.ts';
import { MAX_FILE_BYTES, parseInstruction } from './parse.ts';
import { parsePhaseConfig, type PhaseConfig } from './phase-config.ts';
import { readText, type ReadText } from './read-text.ts';
import { rewriteText, type Rewrites } from './rewrite.ts';
import { selectWorkers } from './select.ts';
import { listWorkerFiles, type WorkerFile } from './worker-files.ts';

/** What of a folder is read, and how. */
export interface ReadOptions {
  /** `001-018,021`: takes the place of the selection that `phase.yaml` makes. */
  readonly workers?: string | undefined;
  /** Texts replaced in every worker file before it is parsed. */
  readonly rewrites?: Rewrites;
  readonly read?: ReadText;
}

/** A selected worker file. */
export interface ReadWorker extends WorkerFile {
  /** The text after its rewrites and what it says; null where a finding says why the file cannot be read or parsed. */
  readonly parsed: { readonly text: string; readonly instruction: Instruction } | null;
}

/** A phase as it was read, however much of it is wrong: each file was read and parsed once. */
export interface ReadPhase {
  /** What `phase.yaml` calls it, else the folder's name. */
  readonly name: string;
  /** Absolute path. */
  readonly dir: string;
  /** Empty where `phase.yaml` is missing or wrong. */
  readonly config: PhaseConfig;
  /** Smallest number first. All files of the folder where the selection is wrong; none where the folder holds none. */
  readonly workers: readonly ReadWorker[];
  /** Ids of the worker files in the folder that are not selected. */
  readonly outside: readonly string[];
  /** What is wrong with the folder, the files' names, `phase.yaml` and the selection. */
  readonly folderFindings: readonly Finding[];
  /** What parsing found in the selected files, file by file. */
  readonly fileFindings: readonly Finding[];
}

/** Files read at once: enough to keep the disk busy, far below the limit of open files. */
const READS_AT_ONCE = 32;
const MAX_CONFIG_BYTES = 64 * 1024;

/**
 * Reads the worker files of a folder and the `phase.yaml` beside them. What is wrong comes as findings, so that the rest
 * can still be judged.
 */
export async function readPhase(dir: string, options: ReadOptions = {}): Promise<ReadPhase> {
  const folder = resolve(dir);
  const read = options.read ?? readText;
  const listed = await listWorkerFiles(folder);
  if (!listed.ok) {
    const nothing = { config: {}, workers: [], outside: [], fileFindings: [] };
    return { name: basename(folder), dir: folder, ...nothing, folderFindings: listed.error };
  }
  const { files } = listed.value;
  const configFile = join(folder, 'phase.yaml');
  const config = await readConfig(configFile, read);
  const wanted = config.ok
    ? select(files, folder, configFile, options.workers, config.value.workers)
    : config;
  const chosen = wanted.ok ? files.filter(({ number }) => wanted.value.has(number)) : files;
  const done = await readWorkers(chosen, read, options.rewrites ?? {});
  const selected = new Set(chosen);
  return {
    name: (config.ok ? config.value.name : undefined) ?? basename(folder),
    dir: folder,
    config: config.ok ? config.value : {},
    workers: done.map(({ worker }) => worker),
    outside: files.filter((file) => !selected.has(file)).map(({ id }) => id),
    folderFindings: [...listed.value.findings, ...(wanted.ok ? [] : wanted.error)],
    fileFindings: done.flatMap(({ findings }) => findings),
  };
}

async function readConfig(file: string, read: ReadText): Promise<Result<PhaseConfig, Finding[]>> {
  if (!existsSync(file)) return ok({});
  const text = await read(file, MAX_CONFIG_BYTES);
  return text.ok ? parsePhaseConfig(file, text.value) : err([text.error]);
}

/** The numbers of the selected workers; the finding stands where the selection was made. */
function select(
  files: readonly WorkerFile[],
  folder: string,
  configFile: string,
  given: string | undefined,
  configured: string | undefined,
): Result<ReadonlySet<number>, Finding[]> {
  const available = files.map(({ number }) => number);
  const expression = given ?? configured;
  const chosen = expression === undefined ? ok(available) : selectWorkers(expression, available);
  if (chosen.ok) return ok(new Set(chosen.value));
  const finding: Finding = {
    rule: 'selection',
    level: 'error',
    file: given === undefined ? configFile : folder,
    line: 1,
    message: chosen.error,
    fix: 'name workers of this folder, such as 001-018,021',
  };
  return err([finding]);
}

interface ReadFile {
  readonly worker: ReadWorker;
  readonly findings: readonly Finding[];
}

async function readWorkers(
  files: readonly WorkerFile[],
  read: ReadText,
  rewrites: Rewrites,
): Promise<readonly ReadFile[]> {
  const inRun = new Set(files.map(({ number }) => number));
  const done: ReadFile[] = [];
  for (let at = 0; at < files.length; at += READS_AT_ONCE) {
    const batch = files.slice(at, at + READS_AT_ONCE);
    done.push(...(await Promise.all(batch.map((file) => readWorker(file, inRun, read, rewrites)))));
  }
  return done;
}

async function readWorker(
  file: WorkerFile,
  inRun: ReadonlySet<number>,
  read: ReadText,
  rewrites: Rewrites,
): Promise<ReadFile> {
  const unread = (findings: readonly Finding[]): ReadFile => ({
    worker: { ...file, parsed: null },
    findings,
  });
  const source = await read(file.file, MAX_FILE_BYTES);
  if (!source.ok) return unread([source.error]);
  const text = rewriteText(source.value, rewrites);
  const parsed = parseInstruction(file.file, text);
  if (!parsed.ok) return unread(parsed.error);
  const { instruction, findings } = countAbsentAsDone(parsed.value, inRun);
  return { worker: { ...file, parsed: { text, instruction } }, findings };
}
