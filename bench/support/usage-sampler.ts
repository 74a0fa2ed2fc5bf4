import { sep } from 'node:path';
import { argumentsOf, childrenOf, sampleProcess, type ProcessSample } from './process-stat.ts';

/** What was seen of an engine and of the runner that it started. */
export interface SampledUsage {
  /** Each as it was when it was last seen; null where it never was. */
  readonly engine: SampledProcess | null;
  readonly runner: SampledProcess | null;
  /** The most memory that both held at the same moment. */
  readonly peakTogetherBytes: number;
  /** What of that stands in memory once, since both run the same program: at most the files that the smaller one holds. */
  readonly sharedBytes: number;
}

export interface SampledProcess extends ProcessSample {
  readonly pid: number;
}

export interface UsageSampler {
  /** Looks once more, now. */
  look(): SampledUsage;
  /** Ends the looking; the result is what was seen until now. */
  stop(): SampledUsage;
}

const INTERVAL_MS = 200;

/**
 * Watches an engine from outside, with the runner where there is one: a direct child whose program lies below the
 * product's folder `root` and has `runner` in its path. Checks and Git are left out, whoever starts them.
 */
export function startUsageSampler(pid: number, root: string, proc = '/proc'): UsageSampler {
  let engine: SampledProcess | null = null;
  let runner: SampledProcess | null = null;
  let peakTogetherBytes = 0;
  let sharedBytes = 0;
  const seen = (): SampledUsage => ({ engine, runner, peakTogetherBytes, sharedBytes });
  const look = (): SampledUsage => {
    const now = sampleProcess(pid, proc);
    if (now === null || (engine !== null && engine.bornAt !== now.bornAt)) return seen();
    engine = { pid, ...now };
    runner ??= findRunner(pid, root, proc);
    const itsNow = runner === null ? null : sampleProcess(runner.pid, proc);
    // Another process may have got the number of a runner that has ended.
    const isSame = runner !== null && itsNow?.bornAt === runner.bornAt;
    if (runner !== null && itsNow !== null && isSame) runner = { pid: runner.pid, ...itsNow };
    const runnerNow = isSame ? itsNow : null;
    const together = now.residentBytes + (runnerNow?.residentBytes ?? 0);
    if (together > peakTogetherBytes) {
      peakTogetherBytes = together;
      sharedBytes = Math.min(now.fileBytes, runnerNow?.fileBytes ?? 0);
    }
    return seen();
  };
  const timer = setInterval(look, INTERVAL_MS);
  look();
  return {
    look,
    stop() {
      clearInterval(timer);
      return seen();
    },
  };
}

function findRunner(engine: number, root: string, proc: string): SampledProcess | null {
  for (const pid of childrenOf(engine, proc)) {
    if (!isRunner(argumentsOf(pid, proc), root)) continue;
    const sample = sampleProcess(pid, proc);
    if (sample !== null) return { pid, ...sample };
  }
  return null;
}

function isRunner(words: readonly string[], root: string): boolean {
  // Node itself may lie below the root too.
  return words.some((word) => word.startsWith(`${root}${sep}`) && word.slice(root.length).includes('runner'));
}
