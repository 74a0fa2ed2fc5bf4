import { describe, expect, it } from 'vitest';
import { cells } from '../../../src/ui/fit.ts';
import { textOf } from '../../../src/ui/line.ts';
import { activeTime, etaMs, headerLines, successRate } from '../../../src/ui/selectors/header.ts';
import type { RunState } from '../../../src/engine/domain/state.ts';
import { START, aRun, aWorker } from '../../support/fake-run.ts';

const NONE = {
  waiting: 0,
  blocked: 0,
  running: 0,
  approval: 0,
  accepted: 0,
  escalated: 0,
  failed: 0,
  skipped: 0,
};
const totals = (acceptedMs: number): RunState['totals'] => ({
  attempts: 0,
  waived: 0,
  flaky: 0,
  inputTokens: 0,
  outputTokens: 0,
  costUsd: null,
  acceptedMs,
});
const run = (counts: Partial<RunState['counts']>, more: Partial<RunState> = {}): RunState =>
  aRun([], { counts: { ...NONE, ...counts }, ...more });
const text = (state: RunState, width = 80, now = START): string =>
  headerLines(state, now, width, null).map(textOf).join('\n');

describe('etaMs', () => {
  it('is unknown until three workers are accepted', () => {
    expect(etaMs(run({ accepted: 2, running: 1 }, { totals: totals(60_000) }))).toBeNull();
    expect(etaMs(run({ accepted: 3, running: 1 }, { totals: totals(90_000) }))).toBe(30_000);
  });

  it('is the mean time for each round of those side by side', () => {
    expect(etaMs(run({ accepted: 4, running: 2, waiting: 3 }, { totals: totals(40_000) }))).toBe(30_000);
  });

  it('is unknown while nothing runs or the run is paused', () => {
    expect(etaMs(run({ accepted: 4, waiting: 3 }, { totals: totals(40_000) }))).toBeNull();
    expect(etaMs(run({ accepted: 4, running: 1 }, { totals: totals(40_000), paused: true }))).toBeNull();
  });
});

describe('successRate', () => {
  it('counts what has ended, not what waits', () => {
    expect(successRate(run({ waiting: 5 }))).toBeNull();
    expect(successRate(run({ accepted: 3, escalated: 1, waiting: 5 }))).toBe(0.75);
    expect(successRate(run({ accepted: 2, failed: 2 }))).toBe(0.5);
  });
});

describe('headerLines', () => {
  it('holds the rate against 95 %, which itself is not enough', () => {
    expect(text(run({ accepted: 20 }))).toContain('rate so far 100% >95 ok');
    expect(text(run({ accepted: 19, escalated: 1 }))).toContain('rate so far 95%, needs >95');
    expect(text(run({ accepted: 21, escalated: 1 }))).toContain('rate so far 95.4% >95 ok');
    const reviewing = {
      status: { type: 'reviewing' as const },
      order: Array.from({ length: 20 }, (_, at) => `${at}`),
    };
    expect(text(run({ accepted: 10, blocked: 10 }, reviewing))).toContain('rate 50%, needs >95');
    expect(text(run({ waiting: 1 }))).toContain('rate —');
  });

  it('adds up the time of all engines that were at it', () => {
    const state = run({}, { activeMs: 60_000, activeSince: START });
    expect(activeTime(state, START + 5000)).toBe(65_000);
    expect(text(state, 80, START + 5000)).toContain('1:05');
    expect(activeTime({ ...state, activeSince: null }, START + 5000)).toBe(60_000);
  });

  it('says that the run is paused, and an unknown cost as such', () => {
    expect(text(run({}, { paused: true }))).toContain('PAUSED');
    expect(text(run({}))).toContain('cost —');
    expect(text(run({}, { totals: { ...totals(0), costUsd: 1.239 } }))).toContain('cost $1.24');
  });

  it('shows the stages with their marks', () => {
    const stages: RunState['stages'] = {
      build: { type: 'passed', detail: '' },
      test: { type: 'running', since: START, command: 'x' },
      deploy: { type: 'pending' },
      review: { type: 'failed', detail: '' },
    };
    expect(text(run({}, { stages }))).toContain('build ✓  test ●  deploy ·  review ✗');
  });

  it('fits any width, with a hostile title too', () => {
    const state = aRun([aWorker(1)], { title: `日本語\u001b[2J${'x'.repeat(300)}`, phase: 'p'.repeat(50) });
    for (let width = 10; width < 200; width++) {
      for (const line of headerLines(state, START, width, 'a note')) {
        expect(cells(textOf(line)), `${width}`).toBeLessThanOrEqual(width);
        expect(textOf(line)).not.toContain('\u001b');
      }
    }
  });
});
