import { judged } from './phase-lines.ts';
import type { KeyTime } from './press-keys.ts';
import type { MemorySample } from './sample-memory.ts';
import { percentile, slope } from './statistics.ts';

const MB = 2 ** 20;
const MINUTE_MS = 60_000;
/** 95 of 100 keys show on the screen within this. */
const KEY_LIMIT_MS = 50;
const KEYS = ['j', 'k', 'Enter', 'Esc', '?'] as const;

/** How memory went after a warm-up: the first and the last sample, and the slope of the line through all. */
export function memoryLines(samples: readonly MemorySample[], warmUpMs: number): readonly string[] {
  const warm = samples.filter(({ atMs }) => atMs >= warmUpMs);
  if (warm.length < 2) return ['resident memory: too few samples after the warm-up'];
  const line = (name: string, of: (sample: MemorySample) => number): string => {
    const values = warm.map((sample) => of(sample) / MB);
    const perMinute = slope(warm.map((sample) => ({ x: sample.atMs / MINUTE_MS, y: of(sample) / MB })));
    const [first, last] = [values.at(0) ?? NaN, values.at(-1) ?? NaN].map((value) => value.toFixed(1));
    const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(1));
    return `  ${name.padEnd(16)}${perMinute.toFixed(2).padStart(7)} MB/min  first ${first} MB, last ${last} MB, between ${least} and ${most} MB`;
  };
  const hasRunner = samples.some(({ runnerBytes }) => runnerBytes > 0);
  const warmUp = `after ${(warmUpMs / 1000).toFixed(0)} s of warm-up`;
  return [
    `resident memory: ${warm.length} samples ${warmUp}`,
    line('engine', ({ engineBytes }) => engineBytes),
    ...(hasRunner
      ? [
          line('runner', ({ runnerBytes }) => runnerBytes),
          line('both', ({ engineBytes, runnerBytes }) => engineBytes + runnerBytes),
        ]
      : []),
  ];
}

/** How long keys took from being sent until the screen showed what they did: all of them, and each by itself. */
export function keyLines(keys: readonly KeyTime[]): readonly string[] {
  const line = (name: string, times: readonly KeyTime[], limit?: number): string => {
    const found = times.flatMap(({ ms }) => (ms === null ? [] : [ms]));
    const lost = times.length - found.length;
    const at = (share: number): string => percentile(found, share).toFixed(1).padStart(6);
    const high = judged(percentile(found, 0.95), ' ms', limit, 1);
    const shown = `median ${at(0.5)} ms, 95th percentile ${high}, longest ${at(1)} ms`;
    return `  ${name.padEnd(16)}${String(found.length).padStart(5)} keys  ${shown}${lost === 0 ? '' : `, ${lost} LOST`}`;
  };
  return [
    'from a key to the screen that shows what it did',
    line('all', keys, KEY_LIMIT_MS),
    ...KEYS.map((name) =>
      line(
        name,
        keys.filter((key) => key.name === name),
      ),
    ),
  ];
}
