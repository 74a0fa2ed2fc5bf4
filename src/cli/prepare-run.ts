import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadSettings, type Settings, type SettingsInput } from '../engine/settings/settings.ts';
import type { Finding, Instruction } from '../engine/domain/instruction.ts';
import { isRuleName } from '../engine/domain/rule-name.ts';
import { loadPhase, requireAll } from '../engine/instructions/load.ts';
import { readPhase, type ReadPhase } from '../engine/instructions/read-phase.ts';
import { readText, type ReadText } from '../engine/instructions/read-text.ts';
import { judgePhase } from '../engine/lint/lint-phase.ts';
import { openLintRepo } from '../engine/lint/open-repo.ts';
import { buildPlan } from '../engine/plan/build.ts';
import type { Plan } from '../engine/domain/plan.ts';
import { err, ok, type Result } from '../engine/domain/result.ts';
import { findRepo, findStart, isCaseInsensitive, stateFolder, workFolder } from './repo.ts';
import { loadRun, saveRun, type SavedRun } from './saved-run.ts';
import { findWorkersDir } from './workers-dir.ts';

/** The flags that name files and folders; all others are settings. */
export interface PathFlags {
  readonly repo?: string | undefined;
  readonly workersDir?: string | undefined;
  readonly workers?: string | undefined;
  readonly state?: string | undefined;
  readonly config?: string | undefined;
  readonly work?: string | undefined;
}

/** A run that can start: saved, parsed and planned. */
export interface PreparedRun {
  readonly saved: SavedRun;
  readonly runDir: string;
  readonly instructions: readonly Instruction[];
  readonly plan: Plan;
  /** Warnings for people. */
  readonly findings: readonly Finding[];
}

/** A phase's folder, instructions and plan, without a run. */
export interface PreparedPhase {
  readonly name: string;
  readonly title: string;
  readonly config: SavedRun['phase']['config'];
  readonly instructions: readonly Instruction[];
  readonly outside: readonly string[];
  readonly plan: Plan;
  readonly findings: readonly Finding[];
}

/** Reads and plans a phase; everything that is wrong comes back as findings with file and line. */
export const preparePhase = async (
  dir: string,
  workers: string | undefined,
  caseInsensitive: boolean,
): Promise<Result<PreparedPhase, readonly Finding[]>> =>
  planPhase(await readPhase(dir, { workers }), caseInsensitive, []);

/** Plans a phase that was read. `allow` names the rules whose errors are let pass. */
function planPhase(
  phase: ReadPhase,
  caseInsensitive: boolean,
  allow: readonly string[],
): Result<PreparedPhase, readonly Finding[]> {
  const loaded = requireAll(phase);
  if (!loaded.ok) return loaded;
  const { name, config, instructions, outside, findings } = loaded.value;
  const planned = buildPlan(instructions, { outside, caseInsensitive });
  if (!planned.ok) return err([...findings, ...planned.error]);
  const all = [...findings, ...planned.value.findings];
  if (all.some((finding) => finding.level === 'error' && !allow.includes(finding.rule))) return err(all);
  const title = config.title ?? name;
  return ok({ name, title, config, instructions, outside, plan: planned.value.plan, findings: all });
}

/** Finding by finding, as a compiler prints them. */
export function describeFindings(findings: readonly Finding[]): string {
  return findings
    .map(
      ({ file, line, level, rule, message, fix }) =>
        `${file}:${line}: ${level}: ${message} [${rule}]\n    ${fix}`,
    )
    .join('\n');
}

/**
 * Makes a new run: its folder, its settings and copies of its worker files. Nothing is run yet. Each worker file is read
 * once, so that what was judged is what is planned and copied.
 */
export async function prepareNewRun(
  phase: string | undefined,
  paths: PathFlags,
  flags: SettingsInput,
  read: ReadText = readText,
): Promise<Result<PreparedRun, string>> {
  const repo = await findRepo(paths.repo ?? '.');
  if (!repo.ok) return repo;
  const configFile = paths.config ?? join(repo.value, 'wingman.yaml');
  if (paths.config !== undefined && !existsSync(configFile)) return err(`${configFile} does not exist`);
  const settings = await loadSettings(existsSync(configFile) ? configFile : null, flags);
  if (!settings.ok) return settings;
  const start = await findStart(repo.value);
  if (!start.ok) return start;
  const fromSettings = settings.value.workersDir;
  const named =
    paths.workersDir ?? (fromSettings === undefined ? undefined : resolve(repo.value, fromSettings));
  const dir = findWorkersDir(repo.value, phase, named);
  if (!dir.ok) return dir;
  const caseInsensitive = await isCaseInsensitive(repo.value);
  const { rewrites, allow } = settings.value;
  const files = await readPhase(dir.value, { workers: paths.workers, rewrites, read });
  const gate = await qualityGate(files, repo.value, caseInsensitive, allow);
  if (!gate.ok) return gate;
  const prepared = planPhase(files, caseInsensitive, allow);
  if (!prepared.ok) return err(describeFindings(prepared.error));
  const { name, title, config, instructions, outside, plan } = prepared.value;
  const findings = gate.value;
  const waivers = checkWaivers(settings.value, instructions);
  if (waivers !== null) return err(waivers);
  const stateDir = await stateFolder(repo.value, paths.state ?? settings.value.state);
  const run = nameRun(name, stateDir);
  const saved: SavedRun = {
    version: 1,
    run,
    createdAt: Date.now(),
    repo: repo.value,
    workDir: workFolder(repo.value, run, paths.work ?? settings.value.work),
    start: start.value,
    phase: { name, title, config },
    workers: instructions.map((instruction) => instruction.id),
    outside: [...outside],
    caseInsensitive,
    settings: settings.value,
  };
  const runDir = join(stateDir, run);
  saveRun(runDir, saved, files.workers);
  return ok({ saved, runDir, instructions, plan, findings });
}

/** What is wrong with the settings' waivers, or null. */
function checkWaivers({ waive }: Settings, instructions: readonly Instruction[]): string | null {
  for (const { worker, check } of waive) {
    const instruction = instructions.find(({ id }) => id === worker);
    if (instruction === undefined) return `waive: there is no ${worker} in this run`;
    const checks = instruction.blocks.reduce((sum, block) => sum + block.statements.length, 0);
    if (check > checks) return `waive: ${worker} has ${checks} checks, so there is no check ${check}`;
  }
  return null;
}

/** The same gate as `wingman lint`: stops at what blocks, and hands on what is only to be warned of. */
async function qualityGate(
  phase: ReadPhase,
  repo: string,
  caseInsensitive: boolean,
  allow: readonly string[],
): Promise<Result<readonly Finding[], string>> {
  const unknown = allow.find((rule) => !isRuleName(rule));
  if (unknown !== undefined)
    return err(`allow: there is no rule ${unknown}; "wingman lint --rules" lists them`);
  const report = await judgePhase(phase, {
    repo: openLintRepo(repo),
    // Missing dependencies are found when the run starts, and block only the workers that need them.
    machine: null,
    environment: '',
    allow: new Set(allow.filter(isRuleName)),
    caseInsensitive,
  });
  if (report.blocking.length === 0)
    return ok([...report.findings, ...report.workers.flatMap((worker) => worker.findings)]);
  const how = 'Correct the files, or let a rule pass on the record with --allow RULE.';
  return err(`${describeFindings(report.blocking)}\n${how}`);
}

/** Opens a run that exists. Settings that are given again replace the saved ones. */
export async function prepareSavedRun(
  runDir: string,
  flags: Partial<Settings>,
): Promise<Result<PreparedRun, string>> {
  const saved = loadRun(runDir);
  if (!saved.ok) return saved;
  const loaded = await loadPhase(join(runDir, 'instructions'), saved.value.workers.join(','));
  if (!loaded.ok) return err(describeFindings(loaded.error));
  const { instructions } = loaded.value;
  const { outside, caseInsensitive } = saved.value;
  const planned = buildPlan(instructions, { outside, caseInsensitive });
  if (!planned.ok) return err(describeFindings(planned.error));
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  const settings = { ...saved.value.settings, ...given };
  return ok({
    saved: { ...saved.value, settings },
    runDir,
    instructions,
    plan: planned.value.plan,
    findings: [],
  });
}

/** `1a-20261122-154331`: safe as a folder, a branch and a tag. */
function nameRun(phase: string, stateDir: string): string {
  const safe =
    phase
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'phase';
  const time = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const name = `${safe}-${time}`;
  for (let n = 1; ; n += 1) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    if (!existsSync(join(stateDir, candidate))) return candidate;
  }
}
