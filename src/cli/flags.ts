import { InvalidArgumentError, Option, type Command } from 'commander';
import { PROVIDER_SETTINGS, type ProviderSetting } from '../engine/domain/provider-name.ts';
import { parseDuration, type SettingsInput } from '../engine/settings/settings.ts';
import type { GateMode } from '../engine/run/engine.ts';
import type { PathFlags } from './prepare-run.ts';

/** What the flags of `run` and `resume` come out as. */
export interface RunFlags extends PathFlags {
  readonly provider?: ProviderSetting;
  readonly concurrency?: number;
  readonly maxRetries?: number;
  readonly timeout?: number;
  readonly stall?: number;
  readonly budget?: number;
  readonly venv?: string;
  readonly python?: string;
  readonly requireProof?: boolean;
  readonly allow?: string[];
  readonly headless?: boolean;
  readonly json?: boolean;
  readonly gate?: GateMode;
}

const integer =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`write a whole number of at least ${least}`);
  };

const duration = (text: string): number => {
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  throw new InvalidArgumentError('write a duration such as 20m, 90s or 1h');
};

const dollars = (text: string): number => {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('write an amount of US dollars such as 5 or 2.50');
};

export const port = integer(0);
export const positiveInteger = integer(1);

/** `--state` and `--repo`: where a command that only reads looks for runs. */
export function addLookupFlags(command: Command): Command {
  return command
    .option('--state <dir>', 'folder of all runs')
    .option('--repo <dir>', 'where to look for runs; the Git repository of the current folder');
}

/** `--state`, `--headless`, `--json`, `--gate`: taken by every command about a run. */
export function addRunFlags(command: Command): Command {
  return command
    .option('--state <dir>', 'folder of all runs')
    .option('--headless', 'plain lines instead of the screen')
    .option('--json', 'one event a line, and last a summary')
    .addOption(new Option('--gate <mode>', 'who decides at the gate').choices(['ask', 'auto', 'stop']));
}

/** The settings that a flag of their own may replace. */
export function addSettingFlags(command: Command): Command {
  return command
    .addOption(new Option('--provider <name>', 'where models are asked').choices(PROVIDER_SETTINGS))
    .option('--concurrency <n>', 'workers at once (50)', integer(1))
    .option('--max-retries <n>', 'further attempts after a failed one (2)', integer(0))
    .option('--timeout <duration>', "one attempt's model and checks (20m)", duration)
    .option('--stall <duration>', 'without tokens or check output (5m)', duration)
    .option('--budget <usd>', 'no attempt is started beyond it', dollars)
    .option('--venv <dir>', 'virtual environment of the project')
    .option('--python <path>', 'interpreter, where there is no virtual environment')
    .option('--require-proof', 'only proven workers count');
}

/** The flags that are settings. Durations go through the settings' own schema, so as text. */
export function settingsOf(flags: RunFlags): SettingsInput {
  const { provider, concurrency, maxRetries, timeout, stall, budget, venv, python, requireProof, allow } =
    flags;
  return {
    provider,
    concurrency,
    maxRetries,
    timeout: timeout === undefined ? undefined : `${timeout}ms`,
    stall: stall === undefined ? undefined : `${stall}ms`,
    budget,
    venv,
    python,
    requireProof,
    allow,
  };
}
