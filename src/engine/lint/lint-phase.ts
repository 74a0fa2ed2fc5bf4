import type { Finding, Instruction } from '../domain/instruction.ts';
import type { RuleName } from '../domain/rule-name.ts';
import { readPhase, type ReadOptions, type ReadPhase, type ReadWorker } from '../instructions/read-phase.ts';
import { buildPlan } from '../plan/build.ts';
import type { Machine } from '../environment/machine.ts';
import { checkFindings } from './check-rules.ts';
import { machineFindings } from './machine-rules.ts';
import { folderFindings, type LintRepo } from './phase-rules.ts';
import { serialFindings } from './serial-phase.ts';
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
  /** Findings about the folder itself. */
  readonly findings: readonly Finding[];
  /** Findings that stop a run, after what is allowed. */
  readonly blocking: readonly Finding[];
}

/** The pre-execution quality gate: reads every worker file of a folder and judges it; nothing is run. */
export const lintPhase = async (dir: string, options: LintOptions & ReadOptions): Promise<LintReport> =>
  judgePhase(await readPhase(dir, options), options);

/** Judges a phase that was read. */
export async function judgePhase(phase: ReadPhase, options: LintOptions): Promise<LintReport> {
  const isBlocking = (finding: Finding): boolean =>
    finding.level === 'error' && !options.allow.has(finding.rule);
  if (phase.workers.length === 0) {
    const findings = phase.folderFindings;
    return { workers: [], findings, blocking: findings.filter(isBlocking) };
  }
  const instructions = phase.workers.flatMap(({ parsed }) => (parsed === null ? [] : [parsed.instruction]));
  const findings = [
    ...phase.folderFindings,
    ...phase.fileFindings,
    ...instructions.flatMap(ownFindings),
    ...(await phaseFindings(phase, instructions, options)),
  ];
  const byFile = new Map<string, Finding[]>();
  for (const finding of findings) byFile.set(finding.file, [...(byFile.get(finding.file) ?? []), finding]);
  const workers = phase.workers.map((worker): LintedWorker => {
    const judged = judgeFile(worker, byFile.get(worker.file) ?? []);
    return { ...judged, pass: judged.score !== null && !judged.findings.some(isBlocking) };
  });
  const known = new Set(phase.workers.map(({ file }) => file));
  const rest = findings.filter(({ file }) => !known.has(file));
  const blocking = [...rest, ...workers.flatMap((worker) => worker.findings)].filter(isBlocking);
  return { workers, findings: rest, blocking };
}

/** Findings that need more than one file: the whole phase, the repo or the machine. */
async function phaseFindings(
  phase: ReadPhase,
  instructions: readonly Instruction[],
  { repo, machine, environment, caseInsensitive }: LintOptions,
): Promise<readonly Finding[]> {
  // Of two workers with one number only the first is used, so that the rest of the phase can be judged.
  const distinct = instructions.filter(
    ({ number }, index) => instructions.findIndex((other) => other.number === number) === index,
  );
  const planned = new Set(distinct.map(({ id }) => id));
  // A worker whose file cannot be parsed still exists: a dependency on it is not unknown.
  const known = [...phase.outside, ...phase.workers.map(({ id }) => id)];
  const plan = { outside: known.filter((id) => !planned.has(id)), caseInsensitive };
  const built = buildPlan(distinct, plan);
  return [
    ...(built.ok ? built.value.findings : built.error),
    ...serialFindings(distinct, plan),
    ...(repo === null ? [] : folderFindings(instructions, repo)),
    ...(machine === null ? [] : await machineFindings(distinct, machine, repo, environment)),
  ];
}

/** One file with its score and its findings from top to bottom, errors before warnings. */
function judgeFile(
  { id, name, file, parsed }: ReadWorker,
  own: readonly Finding[],
): Omit<LintedWorker, 'pass'> {
  const instruction = parsed?.instruction ?? null;
  const score = instruction === null ? null : scoreOf(instruction, own);
  const low =
    instruction === null || score === null || score >= PASS_SCORE
      ? []
      : [lowScoreFinding(instruction, score, own)];
  const findings = [...low, ...own].sort((a, b) => a.line - b.line || order(a) - order(b));
  return { id, name, file, score, instruction, findings };
}

const order = ({ level }: Finding): number => (level === 'error' ? 0 : 1);

/** Findings that need only the one file. */
function ownFindings(instruction: Instruction): Finding[] {
  return [
    ...missingSections(instruction),
    ...criteriaFindings(instruction),
    ...checkFindings(instruction),
    ...absolutePathFindings(instruction),
    ...secretFindings(instruction),
  ];
}
