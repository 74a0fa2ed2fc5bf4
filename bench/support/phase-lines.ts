import type { EngineUsage } from './engine-usage.ts';
import type { PhaseFigures } from './measure-phase.ts';

/** What the figures of a phase may be at most; what is left out is not limited. */
export interface PhaseLimits {
  /** Wall time over its lower bound. */
  readonly wallRatio?: number;
  /** CPU seconds a worker of engine and runner together. */
  readonly cpuPerWorker?: number;
  /** Resident memory of engine and runner together, in MB (2^20 bytes). */
  readonly memoryMb?: number;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;
const row = (name: string, value: string, note = ''): string =>
  `  ${name.padEnd(16)}${value.padStart(10)}  ${note}`.trimEnd();

/** Wall time over its lower bound. */
export const wallRatio = ({ wallMs, bound }: PhaseFigures): number => wallMs / bound.totalMs;
/** CPU seconds of engine and runner, a worker. */
export const cpuPerWorker = ({ usage, workers }: PhaseFigures): number => usage.cpuSeconds / workers;

/** The figures of one run, one a line, each with its limit where it has one. */
export function phaseLines(title: string, figures: PhaseFigures, limits: PhaseLimits): string {
  const { workers, accepted, chain, wallMs, bound, usage, attempts, regressions } = figures;
  const { engine, runner } = usage;
  const both = (of: (usage: EngineUsage) => string): string =>
    `engine ${of(engine)}, runner ${runner === null ? 'none' : of(runner)}`;
  const cpu = both(({ cpuSeconds }) => seconds(cpuSeconds * 1000));
  const peaks = both(({ peakBytes }) => megabytes(peakBytes));
  return [
    `${title}: ${accepted} of ${workers} workers accepted, ${chain} in the longest chain`,
    row('wall time', seconds(wallMs), judged(wallRatio(figures), ' times the lower bound', limits.wallRatio)),
    row('lower bound', seconds(bound.totalMs), bound.note),
    row(
      'CPU',
      seconds(usage.cpuSeconds * 1000),
      `${judged(cpuPerWorker(figures), ' s a worker', limits.cpuPerWorker, 3)}; ${cpu}`,
    ),
    row(
      'peak memory',
      megabytes(usage.peakBytes),
      `${judged(usage.peakBytes / 2 ** 20, ' MB at one moment', limits.memoryMb, 1)}; each by itself: ${peaks}; ${megabytes(usage.sharedBytes)} of it, Node's own program, in both and in memory once`,
    ),
    row('verifications', String(attempts.started), `${attempts.needed} needed`),
    row('regressions', String(regressions.started), `${regressions.needed} needed`),
  ].join('\n');
}

/** A value with what it may be at most, and a mark where it is more. */
export function judged(value: number, after: string, limit: number | undefined, digits = 2): string {
  const text = `${value.toFixed(digits)}${after}`;
  if (limit === undefined) return text;
  return `${text} (at most ${limit}${value > limit ? ': EXCEEDED' : ''})`;
}
