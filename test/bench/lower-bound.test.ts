import { describe, expect, it } from 'vitest';
import { lowerBound } from '../../bench/support/lower-bound.ts';
import { countChecks, neededChecks, type NeededChecks } from '../../bench/support/needed-checks.ts';
import type { CheckPurpose } from '../../src/engine/domain/check-result.ts';
import type { Event } from '../../src/engine/domain/event.ts';
import type { Plan } from '../../src/engine/domain/plan.ts';

/** Two workers, the second after the first. */
const PLAN: Plan = {
  order: ['a', 'b'],
  workers: new Map([
    ['a', { id: 'a', after: [], before: ['b'] }],
    ['b', { id: 'b', after: [{ worker: 'a', because: { kind: 'dependency' } }], before: [] }],
  ]),
  criticalPath: ['a', 'b'],
};

const needs = (worker: string, purpose: CheckPurpose, ms: number, of = worker): NeededChecks => ({
  worker,
  purpose,
  of,
  ms,
});
const both = (purpose: CheckPurpose, ms: number): NeededChecks[] => [
  needs('a', purpose, ms),
  needs('b', purpose, ms),
];
const NEEDED = [
  ...both('before', 10),
  ...both('attempt', 30),
  needs('b', 'regression', 30, 'a'),
  ...both('gate', 40),
];

describe('the lower bound', () => {
  const instant = { concurrency: 2, answerMs: 0 };

  it('is the critical path where there are slots enough, and the slowest at the gate', () => {
    expect(lowerBound(PLAN, NEEDED, { ...instant, slots: 8 }).totalMs).toBe(60 + 40);
  });

  it('is all checks one after the other where there is one slot', () => {
    expect(lowerBound(PLAN, NEEDED, { ...instant, slots: 1 }).totalMs).toBe(110 + 80);
  });

  it('has the answers of a slow model in it', () => {
    const slow = { concurrency: 2, answerMs: 1000, slots: 8 };
    expect(lowerBound(PLAN, NEEDED, slow).totalMs).toBe(2 * 1000 + 60 + 40);
  });
});

describe('the checks that a run needed', () => {
  const events = (
    [
      ['checks-started', 'a', 'before', 'a'],
      ['checks-finished', 'a', 'before', 'a'],
      ['checks-started', 'a', 'attempt', 'a'],
      ['checks-finished', 'a', 'attempt', 'a'],
      ['checks-started', 'a', 'attempt', 'a'],
      ['checks-finished', 'a', 'attempt', 'a'],
      ['checks-started', 'b', 'regression', 'a'],
      ['checks-finished', 'b', 'regression', 'a'],
    ] as const
  ).map(([type, worker, purpose, of], at): Event => ({
    ...{ seq: at + 1, at, worker, attempt: 1, purpose, of, commit: 'c' },
    ...(type === 'checks-started' ? { type } : { type, results: [] }),
  }));

  it('count once, each with what it takes on its own tree', () => {
    const needed = neededChecks(events, new Map([['a', 7]]), new Map([['a', 9]]));
    expect(needed).toEqual([
      needs('a', 'before', 7),
      needs('a', 'attempt', 9),
      needs('b', 'regression', 9, 'a'),
    ]);
    expect(countChecks(events, needed, 'attempt')).toEqual({ started: 2, needed: 1 });
    expect(countChecks(events, needed, 'regression')).toEqual({ started: 1, needed: 1 });
  });
});
