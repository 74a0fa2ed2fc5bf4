import { setTimeout as wait } from 'node:timers/promises';
import { startUsageSampler } from './usage-sampler.ts';

/** Resident memory at a moment, counted from the first sample. */
export interface MemorySample {
  readonly atMs: number;
  readonly engineBytes: number;
  /** 0 where there is no runner. */
  readonly runnerBytes: number;
}

const INTERVAL_MS = 5_000;

/** Looks at an engine's memory, and its runner's, every 5 seconds until `signal` aborts. */
export async function sampleMemory(
  pid: number,
  root: string,
  signal: AbortSignal,
): Promise<readonly MemorySample[]> {
  const sampler = startUsageSampler(pid, root);
  const startedAt = performance.now();
  const samples: MemorySample[] = [];
  while (!signal.aborted) {
    const { engine, runner } = sampler.look();
    samples.push({
      atMs: performance.now() - startedAt,
      engineBytes: engine?.residentBytes ?? 0,
      runnerBytes: runner?.residentBytes ?? 0,
    });
    await wait(INTERVAL_MS, null, { signal }).catch(() => null);
  }
  sampler.stop();
  return samples;
}
