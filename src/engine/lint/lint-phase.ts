import { basename, join } from 'node:path';
import { existsSync } from 'node:fs';
import type { Finding, Instruction } from '../domain/instruction.ts';
import { listWorkerFiles, readInstruction, readText } from '../instructions/worker-files.ts';
import { countAbsentAsDone } from '../instructions/header-dependencies.ts';
import { parsePhaseConfig } from '../instructions/phase-config.ts';
import type { Rewrites } from '../instructions/rewrite.ts';
import { selectWorkers } from '../instructions/select.ts';
import { parseWorkerName } from '../instructions/worker-name.ts';
import { buildPlan } from '../plan/build.ts';
import type { Machine } from '../environment/machine.ts';
import { checkFindings } from './check-rules.ts';
import { machineFindings } from './machine-rules.ts';
import { folderFindings, type LintRepo } from './phase-rules.ts';
import { serialFindings } from './serial-phase.ts';
import { found } from './finding.ts';
import type { RuleName } from './rules.ts';
import { missingSections, PASS_SCORE, scoreOf } from './score.ts';
import { lowScoreFinding } from './low-score.ts';
import { absolutePathFindings, criteriaFindings, secretFindings } from './text-rules.ts';

/** What lint may look at besides the worker files; null leaves out the rules that need it. */
export interface LintOptions {
  readonly repo: LintRepo | null;
  readonly machine: Machine | null;
  /** How messages call the project's environment. */
  readonly environment: string;
  /** Rules that do not block. */
  readonly allow: ReadonlySet<RuleName>;
  readonly caseInsensitive: boolean;
  /** `001-018,021`; undefined takes what phase.yaml says, or all. */
  readonly workers?: string | undefined;
  /** Texts replaced in every file before it is read. */
  readonly rewrites?: Rewrites;
}

/** One worker file: its score and what is wrong with it. */
export interface LintedWorker {
  readonly id: string;
  readonly name: string;
  /** Absolute path. */
  readonly file: string;
  /** Null where the file cannot be read, and so has neither score nor instruction. */
  readonly score: number | null;
  readonly pass: boolean;
  readonly instruction: Instruction | null;
  readonly findings: readonly Finding[];
}

export interface LintReport {
  readonly workers: readonly LintedWorker[];
  /** What concerns the folder and no worker file in it. */
  readonly findings: readonly Finding[];
  /** Findings that stop a run, after what is allowed. */
  readonly blocking: readonly Finding[];
}

/** Files read at once: enough to keep the disk busy, far below the limit of open files. */
const READS_AT_ONCE = 32;

/** The pre-execution quality gate: reads every worker file of a folder and judges it; nothing is run. */
export async function lintPhase(dir: string, options: LintOptions): Promise<LintReport> {
  const listed = await listWorkerFiles(dir);
  const isBlocking = (finding: Finding): boolean =>
    finding.level === 'error' && !isAllowed(finding, options.allow);
  if (!listed.ok) return { workers: [], findings: listed.error, blocking: listed.error.filter(isBlocking) };
  const phase = await selectionOf(dir, options.workers, listed.value.files);
  const all = listed.value.files;
  const files = all.filter(({ number }) => phase.wanted === null || phase.wanted.has(number));
  const numbers = new Set(files.map(({ number }) => number));
  const findings: Finding[] = [...listed.value.findings, ...phase.findings];
  const instructions: Instruction[] = [];
  for (let at = 0; at < files.length; at += READS_AT_ONCE)
    for (const read of await Promise.all(
      files.slice(at, at + READS_AT_ONCE).map(({ file }) => readInstruction(file, options.rewrites)),
    )) {
      if (!read.ok) {
        findings.push(...read.error);
        continue;
      }
      const settled = countAbsentAsDone(read.value, numbers);
      findings.push(...settled.findings);
      instructions.push(settled.instruction);
    }
  for (const instruction of instructions) findings.push(...ownFindings(instruction));

  // Of two with one number the first stands for both, so that the rest of the phase is still looked at.
  const distinct = instructions.filter(
    ({ number }, index) => instructions.findIndex((other) => other.number === number) === index,
  );
  const outside = all
    .filter(({ number }) => !distinct.some((instruction) => instruction.number === number))
    .map(({ id }) => id);
  const plan = { outside, caseInsensitive: options.caseInsensitive };
  const built = buildPlan(distinct, plan);
  findings.push(...(built.ok ? built.value.findings : built.error), ...serialFindings(distinct, plan));
  if (options.repo !== null) findings.push(...folderFindings(instructions, options.repo));
  if (options.machine !== null)
    findings.push(...(await machineFindings(distinct, options.machine, options.repo, options.environment)));

  const byFile = new Map<string, Finding[]>();
  for (const finding of findings) byFile.set(finding.file, [...(byFile.get(finding.file) ?? []), finding]);
  const workers = files.map(({ id, file }): LintedWorker => {
    const instruction = instructions.find((candidate) => candidate.file === file) ?? null;
    const own = byFile.get(file) ?? [];
    const score = instruction === null ? null : scoreOf(instruction, own);
    const low =
      instruction === null || score === null || score >= PASS_SCORE
        ? []
        : [lowScoreFinding(instruction, score, own)];
    const sorted = [...low, ...own].sort((a, b) => a.line - b.line || order(a) - order(b));
    const name = instruction?.name ?? parseWorkerName(basename(file))?.name ?? id;
    return {
      id,
      name,
      file,
      score,
      pass: score !== null && !sorted.some(isBlocking),
      instruction,
      findings: sorted,
    };
  });
  const known = new Set(files.map(({ file }) => file));
  const rest = findings.filter(({ file }) => !known.has(file));
  const blocking = [...rest, ...workers.flatMap((worker) => worker.findings)].filter(isBlocking);
  return { workers, findings: rest, blocking };
}

const order = ({ level }: Finding): number => (level === 'error' ? 0 : 1);

/** Whether a finding's rule is among those that a person let pass. */
const isAllowed = (finding: Finding, allow: ReadonlySet<string>): boolean => allow.has(finding.rule);

/** What one file shows by itself. */
function ownFindings(instruction: Instruction): Finding[] {
  return [
    ...missingSections(instruction),
    ...criteriaFindings(instruction),
    ...checkFindings(instruction),
    ...absolutePathFindings(instruction),
    ...secretFindings(instruction),
  ];
}

interface Selection {
  /** Numbers of the workers that are looked at; null for all. */
  readonly wanted: ReadonlySet<number> | null;
  readonly findings: readonly Finding[];
}

async function selectionOf(
  dir: string,
  named: string | undefined,
  files: readonly { readonly number: number }[],
): Promise<Selection> {
  const file = join(dir, 'phase.yaml');
  let expression = named;
  if (existsSync(file)) {
    const text = await readText(file, 64 * 1024);
    const parsed = text.ok ? parsePhaseConfig(file, text.value) : null;
    if (!text.ok) return { wanted: null, findings: [text.error] };
    if (parsed !== null && !parsed.ok) return { wanted: null, findings: parsed.error };
    expression ??= parsed?.ok === true ? parsed.value.workers : undefined;
  }
  if (expression === undefined) return { wanted: null, findings: [] };
  const chosen = selectWorkers(
    expression,
    files.map(({ number }) => number),
  );
  if (chosen.ok) return { wanted: new Set(chosen.value), findings: [] };
  return { wanted: null, findings: [found('selection', named === undefined ? file : dir, 1, chosen.error)] };
}
