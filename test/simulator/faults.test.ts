import { describe, expect, it } from 'vitest';
import { parseFaults, parseRates } from '../../src/simulator/fault-options.ts';
import { drawFault, FAULT_NAMES, type FaultRates } from '../../src/simulator/faults.ts';

const workers = Array.from({ length: 400 }, (_, index) => `WORKER_${String(index + 1).padStart(3, '0')}`);
const draw = (rates: FaultRates, seed: number, worker: string, n: number) =>
  drawFault({ rates, seed, script: {} }, worker, n);

describe('parseRates', () => {
  it('reads names and rates', () => {
    expect(parseRates('guide=0.1, broken=.1,stub=0.05')).toEqual({
      ok: true,
      value: { guide: 0.1, broken: 0.1, stub: 0.05 },
    });
    expect(parseRates('')).toEqual({ ok: true, value: {} });
  });

  it('accepts rates that add up to exactly 1 in decimal', () => {
    const ten = FAULT_NAMES.slice(1, 11).map((name) => `${name}=.1`);
    expect(parseRates(ten.join(',')).ok).toBe(true);
  });

  it.each([
    ['guided=.1', 'unknown fault "guided"; known: ok, guide'],
    ['guide', '"guide" is not NAME=RATE'],
    ['guide=much', '"guide=much" is not NAME=RATE'],
    ['guide=-.1', '"guide=-.1" is not NAME=RATE'],
    ['guide=1.5', 'between 0 and 1'],
    ['guide=.6,stub=.6', 'add up to 1.2'],
    ['guide=.1,guide=.2', 'given twice'],
  ])('refuses %s', (text, message) => {
    const result = parseRates(text);
    expect(result.ok ? '' : result.error).toContain(message);
  });
});

describe('parseFaults', () => {
  it('reads a list of faults a worker', () => {
    expect(parseFaults({ WORKER_001: ['guide', 'ok'], WORKER_002: [] })).toEqual({
      ok: true,
      value: { WORKER_001: ['guide', 'ok'], WORKER_002: [] },
    });
  });

  it.each([
    [{ WORKER_001: ['gide'] }, 'WORKER_001: unknown fault "gide"; known: ok, guide'],
    [{ WORKER_001: 'guide' }, 'WORKER_001: expected an object'],
    [{ worker1: ['guide'] }, '"worker1" is not a worker id'],
    [['guide'], 'the faults file: expected an object'],
    [null, 'the faults file: expected an object'],
  ])('refuses %j', (json, message) => {
    const result = parseFaults(json);
    expect(result.ok ? '' : result.error).toContain(message);
  });
});

describe('drawFault', () => {
  it('follows the script, then answers ok, and leaves other workers to the rates', () => {
    const plan = { seed: 1, rates: { guide: 1 }, script: { WORKER_001: ['stub', 'e429'] as const } };
    expect([1, 2, 3].map((n) => drawFault(plan, 'WORKER_001', n))).toEqual(['stub', 'e429', 'ok']);
    expect(drawFault(plan, 'WORKER_002', 1)).toBe('guide');
  });

  it('depends on seed, worker and n alone', () => {
    const rates = { guide: 0.3, broken: 0.3 };
    const row = (seed: number) => workers.map((worker) => draw(rates, seed, worker, 1));
    expect(row(1)).toEqual(row(1));
    expect(workers.toReversed().map((worker) => draw(rates, 1, worker, 1))).toEqual(row(1).toReversed());
    expect(row(2)).not.toEqual(row(1));
    expect(workers.map((worker) => draw(rates, 1, worker, 2))).not.toEqual(row(1));
  });

  it('keeps to the rates', () => {
    const drawn = workers.flatMap((worker) =>
      [1, 2, 3, 4, 5].map((n) => draw({ guide: 0.2, e401: 0.1 }, 7, worker, n)),
    );
    const share = (name: string) => drawn.filter((fault) => fault === name).length / drawn.length;
    expect(share('guide')).toBeCloseTo(0.2, 1);
    expect(share('e401')).toBeCloseTo(0.1, 1);
    expect(share('ok')).toBeCloseTo(0.7, 1);
    expect(share('guide') + share('e401') + share('ok')).toBe(1);
  });
});
