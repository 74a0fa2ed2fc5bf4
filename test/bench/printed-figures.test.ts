import { describe, expect, it } from 'vitest';
import { comparisonLines, growthLines, middleRun } from '../../bench/support/compare-products.ts';
import type { PhaseFigures } from '../../bench/support/measure-phase.ts';
import { judged } from '../../bench/support/phase-lines.ts';
import { keyLines, memoryLines } from '../../bench/support/screen-lines.ts';

const MB = 2 ** 20;

function figures(wallMs: number, cpuSeconds: number, memoryMb: number, workers = 100): PhaseFigures {
  return {
    ...{ workers, accepted: workers, chain: 5, wallMs },
    bound: { totalMs: 1000, note: 'build' },
    usage: {
      engine: { cpuSeconds: cpuSeconds - 1, peakBytes: memoryMb * MB },
      runner: { cpuSeconds: 1, peakBytes: 20 * MB },
      ...{ cpuSeconds, peakBytes: memoryMb * MB, sharedBytes: 30 * MB },
    },
    attempts: { started: workers, needed: workers },
    regressions: { started: 0, needed: 0 },
  };
}

const product = (name: string) => ({ name, root: '/wingman', nodeArguments: [] });
const phase = {
  title: 'synthetic',
  prepare: () => Promise.reject(new Error('nothing is run here')),
  conditions: { slots: 2, concurrency: 50, answerMs: 0 },
  limits: { wallRatio: 1.25, cpuPerWorker: 0.05, memoryMb: 150 },
};

describe('figures of a phase', () => {
  it('stand beside their limits', () => {
    expect(judged(1.25, '', 1.25)).toBe('1.25 (at most 1.25)');
    expect(judged(1.26, '', 1.25)).toBe('1.26 (at most 1.25: EXCEEDED)');
    expect(judged(1.26, '', undefined)).toBe('1.26');
    const text = comparisonLines(phase, new Map([[product('new'), [figures(1200, 6, 120)]]]));
    expect(text).toContain('1.20 times the lower bound (at most 1.25)\n');
    expect(text).toContain('0.060 s a worker (at most 0.05: EXCEEDED); engine 5.00 s, runner 1.00 s');
    expect(text).toContain(
      '120.0 MB at one moment (at most 150); each by itself: engine 120 MB, runner 20 MB; ' +
        "30 MB of it, Node's own program, in both and in memory once",
    );
    expect(text).not.toContain(' / ');
  });

  it('are those of the run in the middle, with all rounds below', () => {
    const runs = [figures(3000, 9, 100), figures(1000, 3, 80), figures(2000, 5, 90)];
    expect(middleRun(runs)).toBe(runs[2]);
    const text = comparisonLines(phase, new Map([[product('new'), runs]]));
    expect(text).toContain(
      'all rounds      wall over bound 3.00 1.00 2.00; CPU s a worker 0.090 0.030 0.050',
    );
  });

  it('are compared with those of an old commit', () => {
    const measured = new Map([
      [product('old 1f143b1'), [figures(2000, 8, 200)]],
      [product('new'), [figures(1000, 4, 100)]],
    ]);
    expect(comparisonLines(phase, measured).split('\n').at(-1)).toBe(
      'synthetic, new / old 1f143b1: wall 0.50, wall over bound 0.50, CPU 0.50, memory 0.50',
    );
  });

  it('grow with the phase', () => {
    expect(growthLines('new', figures(1000, 4, 100), figures(1000, 60, 120, 1000))).toBe(
      'new, 1000 / 100 workers: CPU a worker 1.50 (at most 1.2: EXCEEDED), memory 1.20 (at most 1.3)',
    );
  });
});

describe('figures of a screen', () => {
  it('say how memory moves after the warm-up', () => {
    const samples = [0, 1, 2, 3].map((minute) => ({
      atMs: minute * 60_000,
      engineBytes: (minute === 0 ? 500 : 100 + 2 * minute) * MB,
      runnerBytes: 0,
    }));
    const [title, ...lines] = memoryLines(samples, 60_000);
    expect(title).toContain('3 samples after 60 s');
    expect(lines).toEqual([
      '  engine             2.00 MB/min  first 102.0 MB, last 106.0 MB, between 102.0 and 106.0 MB',
    ]);
    expect(memoryLines(samples, 180_000)).toEqual(['resident memory: too few samples after the warm-up']);
    const withRunner = samples.map((sample) => ({ ...sample, runnerBytes: 30 * MB }));
    expect(memoryLines(withRunner, 60_000).slice(2)).toEqual([
      '  runner             0.00 MB/min  first 30.0 MB, last 30.0 MB, between 30.0 and 30.0 MB',
      '  both               2.00 MB/min  first 132.0 MB, last 136.0 MB, between 132.0 and 136.0 MB',
    ]);
  });

  it('say how long keys take, and which were lost', () => {
    const [, all, j, k] = keyLines([
      { name: 'j', ms: 10 },
      { name: 'j', ms: 60 },
      { name: 'k', ms: null },
    ]);
    expect(all).toContain('2 keys  median   10.0 ms, 95th percentile 60.0 ms (at most 50: EXCEEDED)');
    expect(all).toContain('1 LOST');
    expect(j).toContain('longest   60.0 ms');
    expect(j).not.toContain('LOST');
    expect(k).toContain('0 keys');
  });
});
