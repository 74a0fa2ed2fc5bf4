import { describe, expect, it } from 'vitest';
import type { WorkerState } from '../../../src/engine/domain/state.ts';
import { cells } from '../../../src/ui/fit.ts';
import { textOf } from '../../../src/ui/line.ts';
import { columnsFor, rowLine, titlesLine, visibleRange } from '../../../src/ui/selectors/columns.ts';
import { rowLines } from '../../../src/ui/selectors/worker-table.ts';
import { rowCache, workerRow } from '../../../src/ui/selectors/worker-row.ts';
import { START, aCheck, aWorker, accepted, anAttempt, running } from '../../support/fake-run.ts';

const UNMARKED = { selected: false, marked: false };
const line = (worker: WorkerState, width = 160, now = START): string =>
  textOf(rowLine(workerRow(worker), columnsFor(width), now, UNMARKED));

describe('workerRow', () => {
  it('tells proven from unproven, in words and marks', () => {
    const proven = workerRow(aWorker(1, { status: accepted('proven') }));
    const unproven = workerRow(aWorker(1, { status: accepted('unproven') }));
    expect([proven.symbol, proven.state]).toEqual(['✓', 'proven']);
    expect([unproven.symbol, unproven.state]).toEqual(['≈', 'unproven']);
  });

  it('counts the green checks of the newest attempt over all of the worker', () => {
    const checks = [aCheck(0), aCheck(1, { status: 'red' }), aCheck(2, { status: 'not-reached' })];
    const worker = aWorker(1, {
      attempts: [anAttempt(1, { checks: [aCheck(0), aCheck(1)] }), anAttempt(2, { checks })],
    });
    expect(workerRow(worker).checks).toBe('1/4');
    expect(workerRow(aWorker(1)).checks).toBe('—/4');
    expect(workerRow(aWorker(1, { facts: { checks: 0 } })).checks).toBe('—');
  });

  it('names the provider that the attempt had, not the one that was planned', () => {
    expect(workerRow(aWorker(1)).provider).toBe('openai');
    expect(workerRow(aWorker(1, { attempts: [anAttempt(1, { provider: 'ollama' })] })).provider).toBe(
      'ollama',
    );
  });

  it('says why a worker is escalated when nothing else is said', () => {
    const status = { state: 'escalated', failure: { reason: 'empty' }, at: START } as const;
    expect(workerRow(aWorker(1, { status })).lastEvent).toBe('empty answer');
  });

  it('bounds and escapes what comes from outside', () => {
    const row = workerRow(
      aWorker(1, { lastEvent: `\u001b]0;x\u0007${'y'.repeat(1e6)}`, facts: { name: 'a\u202eb' } }),
    );
    expect(row.lastEvent.startsWith('␛]0;x␇')).toBe(true);
    expect(row.lastEvent.length).toBeLessThan(500);
    expect(row.name).toBe('a\\u{202e}b');
  });
});

describe('rowCache', () => {
  it('makes a row anew only for another state', () => {
    const rowOf = rowCache();
    const worker = aWorker(1);
    expect(rowOf(worker)).toBe(rowOf(worker));
    expect(rowOf({ ...worker, lastEvent: 'x' })).not.toBe(rowOf(worker));
  });
});

describe('a row', () => {
  it('shows the clocks: time of the attempts, idle since the last progress', () => {
    const worker = aWorker(1, {
      status: running('model', START + 60_000),
      startedAt: START,
      attempts: [anAttempt(2)],
    });
    expect(line(worker, 160, START + 75_000)).toMatch(/running model +2 openai +1:15 +15s/);
  });

  it('stops the clock between attempts and at the end, and has no idle time then', () => {
    const attempts = [
      anAttempt(1, { startedAt: START, endedAt: START + 41_000 }),
      anAttempt(2, { startedAt: START + 900_000, endedAt: START + 920_000 }),
    ];
    const worker = aWorker(1, { status: accepted('proven', START + 920_000), startedAt: START, attempts });
    expect(line(worker, 160, START + 999_000)).toMatch(/proven +2 openai +1:01 +—\/4/);
  });

  it('marks the selected and the marked row without colour', () => {
    const row = workerRow(aWorker(1));
    expect(textOf(rowLine(row, columnsFor(80), START, { selected: true, marked: true })).slice(0, 2)).toBe(
      '›*',
    );
  });

  it('has the width of the table at any width, wide characters or not', () => {
    const worker = aWorker(1, {
      facts: { name: '日本語🚀のワーカー' },
      lastEvent: '🚀'.repeat(50),
      status: running('landing'),
      startedAt: START,
    });
    for (let width = 40; width < 200; width++) {
      expect(cells(line(worker, width)), `${width}`).toBe(width);
      expect(cells(textOf(titlesLine(columnsFor(width)))), `${width}`).toBe(width);
    }
  });
});

describe('rowLines', () => {
  it('makes a line anew only when something of it changes', () => {
    const lineOf = rowLines();
    const row = workerRow(aWorker(1));
    const columns = columnsFor(80);
    const first = lineOf(row, columns, 0, UNMARKED);
    expect(lineOf(row, columns, 0, { ...UNMARKED })).toBe(first);
    expect(lineOf(row, columns, 1000, UNMARKED)).not.toBe(first);
    expect(textOf(lineOf(row, columns, 0, { selected: true, marked: false }))).toMatch(/^› 001/);
    expect(textOf(lineOf(row, columns, 0, { selected: false, marked: true }))).toMatch(/^ \*001/);
    expect(textOf(lineOf(row, columnsFor(40), 0, UNMARKED))).toHaveLength(40);
    expect(lineOf({ ...row, state: 'other' }, columns, 0, UNMARKED)).not.toEqual(first);
  });
});

describe('columnsFor', () => {
  it('drops the least telling columns first', () => {
    expect(columnsFor(40).map((column) => column.key)).toEqual(['id', 'name', 'state']);
    expect(columnsFor(60).map((column) => column.key)).toEqual([
      'id',
      'name',
      'state',
      'attempt',
      'elapsed',
      'idle',
      'checks',
    ]);
    expect(columnsFor(80)).toHaveLength(9);
  });
});

describe('visibleRange', () => {
  it('keeps the selected row in sight and fills the height', () => {
    for (let selected = 0; selected < 225; selected++) {
      const { from, to } = visibleRange(225, selected, 12);
      expect(to - from).toBe(12);
      expect(selected).toBeGreaterThanOrEqual(from);
      expect(selected).toBeLessThan(to);
    }
    expect(visibleRange(3, 1, 12)).toEqual({ from: 0, to: 3 });
    expect(visibleRange(3, 1, 0)).toEqual({ from: 1, to: 1 });
  });
});
