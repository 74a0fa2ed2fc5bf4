import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { findEditableFolders } from './editable.ts';
import { findVirtualEnv, makeEnvironment } from './virtual-env.ts';
import { findMarked, killQuietly } from '../runner/leftovers.ts';
import { createOutputTail } from '../runner/output-tail.ts';
import { GROUP_MARK, runGroup } from '../runner/group.ts';
import type { Runner } from '../runner/runner.ts';
import { createSecretFilter } from '../secrets/secret-filter.ts';
import type { Clock } from '../domain/clock.ts';
import type { Settings } from '../settings/settings.ts';
import { redactSecrets } from '../secrets/redact.ts';
import { err, ok, type Result } from '../domain/result.ts';

/** Marks every process of a run, so that a restart finds those that a killed engine left. */
const RUN_MARK = 'WINGMAN_RUN';

/** The environment of commands in the worktree at `root`. */
export interface EnvironmentOf {
  (root: string): Readonly<Record<string, string>>;
  /** Secret values, which are removed from the environment and from messages. */
  readonly secrets: readonly string[];
}

interface EnvironmentOptions {
  readonly runDir: string;
  readonly repo: string;
  readonly settings: Pick<Settings, 'venv' | 'python'>;
  readonly secrets: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

/** The environment of every check and command of a run: the project's own, with the run's mark. */
export function runEnvironment(options: EnvironmentOptions): EnvironmentOf {
  const venv = findVirtualEnv(options.repo, options.settings.venv ?? null);
  const base = options.environment ?? process.env;
  const editable = venv === null ? [] : findEditableFolders(options.repo, venv);
  const environmentOf = (root: string): Readonly<Record<string, string>> =>
    makeEnvironment({
      base,
      venv,
      python: options.settings.python ?? null,
      pythonPath: editable.map((folder) => join(root, folder)),
      secrets: options.secrets,
      mark: { [RUN_MARK]: markOf(options.runDir) },
    });
  return Object.assign(environmentOf, { secrets: options.secrets });
}

/** Kills the processes that an earlier engine of this run left running. */
export function endLeftBehind(runDir: string): void {
  for (const pid of findMarked(`${RUN_MARK}=${markOf(runDir)}`)) killQuietly(pid, 'SIGKILL');
}

/** The hash covers the whole path: two runs of one name in two state folders are different runs. */
function markOf(runDir: string): string {
  return createHash('sha256').update(resolve(runDir)).digest('hex').slice(0, 16);
}

/** Characters from the end of a setup's output that its failure quotes. */
const TAIL_CHARS = 2_000;

/** Adds what Git does not hold to a new worktree or clone; null where nothing is to be done. */
export type SetUp = ((root: string) => Promise<Result<void, string>>) | null;

interface SetUpOptions {
  readonly run: string;
  /** The bash command; undefined where neither the settings nor the phase name one. */
  readonly command: string | undefined;
  readonly environmentOf: EnvironmentOf;
  readonly limitMs: number;
  readonly clock: Clock;
  readonly runner: Runner;
  readonly signal: AbortSignal;
}

/** The `setup` command, run in the environment that the checks get. */
export function setUpCommand(options: SetUpOptions): SetUp {
  const { run, command, environmentOf, limitMs, clock, runner, signal } = options;
  if (command === undefined) return null;
  return async (root) => {
    const filter = createSecretFilter(environmentOf.secrets);
    const end = createOutputTail(TAIL_CHARS);
    const ran = await runGroup({
      file: 'bash',
      // One pipe for both outputs keeps them in the order of writing.
      args: ['-c', 'exec 2>&1; eval "$1"', 'bash', command],
      cwd: root,
      env: { ...environmentOf(root), [GROUP_MARK]: `${run}-setup` },
      script: null,
      limitMs,
      signal,
      clock,
      runner,
      onOutput: (bytes) => end.add(filter.push(bytes)),
    });
    if (ran.ended === 'exit' && ran.exitCode === 0) return ok(undefined);
    end.add(filter.end());
    const clean = (text: string): string => redactSecrets(text, environmentOf.secrets);
    const tail = clean(ran.error ?? end.text()).trim();
    return err(`setup failed (${ran.ended}, status ${ran.exitCode ?? 'none'}): ${clean(command)}\n${tail}`);
  };
}
