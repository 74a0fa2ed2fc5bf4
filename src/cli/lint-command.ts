import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { findVirtualEnv, makeEnvironment } from '../engine/environment/virtual-env.ts';
import { isRuleName, type RuleName } from '../engine/domain/rule-name.ts';
import { loadSettings, type Settings } from '../engine/settings/settings.ts';
import type { ReadOptions } from '../engine/instructions/read-phase.ts';
import { fixWorker, type Fixed } from '../engine/lint/fix.ts';
import { lintPhase, type LintOptions } from '../engine/lint/lint-phase.ts';
import { openLintRepo } from '../engine/lint/open-repo.ts';
import { jsonReport, reportLines } from '../engine/lint/report.ts';
import { RULES } from '../engine/lint/rules.ts';
import { environmentName } from '../engine/environment/lacks.ts';
import { thisMachine } from '../engine/environment/machine.ts';
import { err, ok, type Result } from '../engine/domain/result.ts';
import { openRunner, type Runner } from '../engine/runner/runner.ts';
import { ended, EXIT, type Ended } from './exit.ts';
import { findWorkersDir } from './workers-dir.ts';
import { findRepo, isCaseInsensitive } from './repo.ts';

interface LintFlags {
  readonly repo?: string;
  readonly workers?: string;
  readonly venv?: string;
  readonly python?: string;
  readonly json?: boolean;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
  readonly allow?: readonly string[];
  readonly rules?: boolean;
}

/** The limit for all probes of the machine, in milliseconds. */
const PROBE_LIMIT_MS = 60_000;

export function addLintCommand(program: Command, finish: (end: Promise<Ended>) => Promise<void>): void {
  program
    .command('lint')
    .argument('[dir]', 'folder of worker files')
    .description('judge worker files before anything is run')
    .option('--json', 'one object')
    .option('--fix', 'put right what needs no judgement, and show what was changed')
    .option('--dry-run', 'with --fix: show it alone')
    .option('--allow <rule...>', 'rules that do not block')
    .option('--workers <list>', 'which of them, such as 001-018,021')
    .option('--repo <dir>', 'Git repository; the one that the folder is in, else that of the current folder')
    .option('--venv <dir>', 'virtual environment of the project')
    .option('--python <path>', 'interpreter, where there is no virtual environment')
    .option('--rules', 'list the rules, with why they are there')
    .action((dir: string | undefined, flags: LintFlags) => finish(lint(dir, flags)));
}

async function lint(dir: string | undefined, flags: LintFlags): Promise<Ended> {
  if (flags.rules === true) return listRules(flags.json === true);
  const allow = allowed(flags.allow ?? []);
  if (!allow.ok) return ended(EXIT.usage, allow.error);
  const scope = await scopeOf(dir, flags);
  if (!scope.ok) return ended(EXIT.usage, scope.error);
  const runner = openRunner();
  try {
    return await judge(scope.value, flags, allow.value, runner);
  } finally {
    runner.close();
  }
}

async function judge(
  scope: LintScope,
  flags: LintFlags,
  allow: ReadonlySet<RuleName>,
  runner: Runner,
): Promise<Ended> {
  const probing = AbortSignal.timeout(PROBE_LIMIT_MS);
  const options = await optionsOf(scope, flags, allow, runner, probing);
  const notLookedAt = withoutRepo(scope.repo, options.python);
  let report = await lintPhase(scope.workers, options);
  const fixes =
    flags.fix === true
      ? await fixAll(
          report.workers.map(({ file }) => file),
          flags.dryRun === true,
        )
      : [];
  if (fixes.length > 0 && flags.dryRun !== true) report = await lintPhase(scope.workers, options);
  if (flags.json === true) {
    const diffs = flags.fix === true ? { fixes: fixes.map(({ file, diff }) => ({ file, diff })) } : {};
    process.stdout.write(`${JSON.stringify({ ...jsonReport(report, allow, notLookedAt), ...diffs })}\n`);
  } else {
    const lines = [
      ...fixes.map(({ diff }) => diff),
      ...reportLines(report, allow, process.cwd(), notLookedAt),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  return ended(report.blocking.length > 0 ? EXIT.usage : EXIT.ok);
}

function allowed(names: readonly string[]): Result<Set<RuleName>, string> {
  const wrong = names.find((name) => !isRuleName(name));
  if (wrong !== undefined) return err(`--allow ${wrong}: no such rule; "wingman lint --rules" lists them`);
  return ok(new Set(names.filter(isRuleName)));
}

interface LintScope {
  readonly workers: string;
  /** Null where neither the worker files nor the current folder lie in a repo and none is named. */
  readonly repo: string | null;
  readonly settings: Settings;
}

/** The folder to judge and, where there is one, its repo with the settings. */
async function scopeOf(dir: string | undefined, flags: LintFlags): Promise<Result<LintScope, string>> {
  const given = dir === undefined || !existsSync(resolve(dir)) ? null : resolve(dir);
  const own = await findRepo(flags.repo ?? given ?? '.');
  // Worker files may lie outside the project: then the repo of the current folder is used, as a run from here would.
  const repo = own.ok || flags.repo !== undefined || given === null ? own : await findRepo('.');
  // A folder outside any repo can be judged by itself.
  if (!repo.ok && (flags.repo !== undefined || given === null)) return repo;
  const file = repo.ok ? join(repo.value, 'wingman.yaml') : null;
  const settings = await loadSettings(file !== null && existsSync(file) ? file : null, {});
  if (!settings.ok) return settings;
  if (given !== null)
    return ok({ workers: given, repo: repo.ok ? repo.value : null, settings: settings.value });
  if (!repo.ok) return repo;
  if (
    dir !== undefined &&
    !existsSync(join(repo.value, 'workers', dir)) &&
    !existsSync(join(repo.value, 'workers', `phase-${dir}`))
  )
    return err(`${dir} does not exist: name a folder of worker files`);
  const named = settings.value.workersDir;
  const found = findWorkersDir(repo.value, dir, named === undefined ? undefined : resolve(repo.value, named));
  return found.ok ? ok({ workers: found.value, repo: repo.value, settings: settings.value }) : found;
}

async function optionsOf(
  { repo, settings }: LintScope,
  flags: LintFlags,
  allow: ReadonlySet<RuleName>,
  runner: Runner,
  signal: AbortSignal,
): Promise<LintOptions & ReadOptions & { readonly python: string | null }> {
  const cwd = repo ?? process.cwd();
  const venv = repo === null ? null : findVirtualEnv(repo, flags.venv ?? settings.venv ?? null);
  const python = flags.python ?? settings.python ?? null;
  const env = makeEnvironment({ base: process.env, venv, python, pythonPath: [], secrets: [], mark: {} });
  // Without a repo the project's environment, and so its modules, are unknown.
  const asked = venv?.python ?? python ?? (repo === null ? null : 'python3');
  return {
    repo: repo === null ? null : openLintRepo(repo),
    machine: thisMachine({ runner, env, python: asked, cwd, signal }),
    environment: environmentName(env, cwd),
    allow,
    caseInsensitive: repo === null ? false : await isCaseInsensitive(repo),
    workers: flags.workers,
    rewrites: settings.rewrites,
    python: asked,
  };
}

/** The rules that need a repo, or an interpreter that is named instead of the project's own. */
const withoutRepo = (repo: string | null, python: string | null): readonly RuleName[] =>
  repo !== null ? [] : python === null ? ['missing-folder', 'missing-module'] : ['missing-folder'];

async function fixAll(files: readonly string[], dryRun: boolean): Promise<Fixed[]> {
  const fixes: Fixed[] = [];
  for (const file of files) {
    // What cannot be read has a finding already, and nothing to put right.
    const source = await readFile(file, 'utf8').catch(() => null);
    const fixed = source === null ? null : fixWorker(file, source);
    if (fixed === null) continue;
    if (!dryRun) await writeFile(file, fixed.text);
    fixes.push(fixed);
  }
  return fixes;
}

function listRules(json: boolean): Ended {
  const rules = Object.entries(RULES).map(([rule, { level, why, fix }]) => ({ rule, level, why, fix }));
  const lines = rules.map(({ rule, level, why, fix }) => `${rule} (${level})\n    ${why}\n    ${fix}`);
  process.stdout.write(`${json ? JSON.stringify({ rules }) : lines.join('\n')}\n`);
  return ended(EXIT.ok);
}
