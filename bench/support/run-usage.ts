import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import type { EngineUsage } from './engine-usage.ts';
import type { SampledProcess, SampledUsage } from './usage-sampler.ts';

/** What a run's engine and runner have used from start to end, without the checks and Git. */
export interface RunUsage {
  readonly engine: EngineUsage;
  /** Null where the engine starts everything itself. */
  readonly runner: EngineUsage | null;
  readonly cpuSeconds: number;
  /** The most memory that both held at the same moment. */
  readonly peakBytes: number;
  /** What of that is the program that both run, counted in each of them and in memory once. */
  readonly sharedBytes: number;
}

/** A folder where processes leave their own accounts, and the flags that make Node write one. */
export interface UsageAccounts {
  readonly nodeFlags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Joins what was seen from outside with the accounts, which have the last moments too. */
  settle(sampled: SampledUsage, enginePid: number): RunUsage;
}

const HOOK = join(import.meta.dirname, 'engine-usage.ts');

/** Prepares accounts below `dir`. */
export async function openUsageAccounts(dir: string): Promise<UsageAccounts> {
  await mkdir(dir, { recursive: true });
  // Plain JavaScript: stripping types would cost the engine time and memory that its users do not pay.
  const hook = join(dir, 'engine-usage.mjs');
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
  const { outputText } = ts.transpileModule(await readFile(HOOK, 'utf8'), { compilerOptions });
  await writeFile(hook, outputText);
  const accountOf = (pid: number): EngineUsage | null => {
    const file = join(dir, `${pid}.json`);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as EngineUsage) : null;
  };
  return {
    nodeFlags: ['--import', hook],
    env: { WINGMAN_BENCH_USAGE: dir },
    settle(sampled, enginePid) {
      const engine = latest(sampled.engine, accountOf(enginePid));
      if (engine === null) throw new Error('nothing is known of what the engine has used');
      const { runner: seen } = sampled;
      const runner = seen === null ? null : latest(seen, accountOf(seen.pid));
      return {
        engine,
        runner,
        cpuSeconds: engine.cpuSeconds + (runner?.cpuSeconds ?? 0),
        peakBytes: Math.max(sampled.peakTogetherBytes, engine.peakBytes, runner?.peakBytes ?? 0),
        sharedBytes: sampled.sharedBytes,
      };
    },
  };
}

/** Both only grow, so that the greater one is the later one. */
function latest(seen: SampledProcess | null, account: EngineUsage | null): EngineUsage | null {
  if (seen === null || account === null) return seen ?? account;
  return {
    cpuSeconds: Math.max(seen.cpuSeconds, account.cpuSeconds),
    peakBytes: Math.max(seen.peakBytes, account.peakBytes),
  };
}
