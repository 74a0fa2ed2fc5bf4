import { describe, expect, it } from 'vitest';
import { scheduleMs, type Schedule } from '../../bench/support/schedule.ts';
import type { Plan, PlannedWorker } from '../../src/engine/domain/plan.ts';

/** A plan from each worker's predecessors. */
function planOf(after: Readonly<Record<string, readonly string[]>>): Plan {
  const ids = Object.keys(after);
  const workers = ids.map((id): [string, PlannedWorker] => [
    id,
    {
      id,
      after: (after[id] ?? []).map((worker) => ({ worker, because: { kind: 'dependency' } })),
      before: ids.filter((other) => after[other]?.includes(id)),
    },
  ]);
  return { order: ids, workers: new Map(workers), criticalPath: [] };
}

const alone = (count: number): Plan =>
  planOf(Object.fromEntries(Array.from({ length: count }, (_, at) => [`W${at}`, []])));
const forAll = (plan: Plan, times: readonly number[]): ReadonlyMap<string, readonly number[]> =>
  new Map(plan.order.map((id) => [id, times]));
const schedule = (plan: Plan, changes: Partial<Schedule>): number =>
  scheduleMs({
    plan,
    answerMs: 100,
    places: 10,
    slots: 2,
    meanwhile: new Map(),
    afterwards: new Map(),
    ...changes,
  });

describe('a schedule of answers and checks', () => {
  it('asks for as many answers at once as there are places', () => {
    expect(schedule(alone(5), { places: 2 })).toBe(300);
    expect(schedule(alone(5), { places: 5 })).toBe(100);
  });

  it('lets a worker wait for those before it', () => {
    expect(schedule(planOf({ a: [], b: ['a'], c: ['b'] }), {})).toBe(300);
  });

  it('starts the longest chain first', () => {
    const plan = planOf({ a: [], b: [], c: [], d: ['c'] });
    expect(schedule(plan, { places: 2 })).toBe(200);
  });

  it('runs as many sets of checks at once as there are slots', () => {
    const plan = alone(4);
    expect(schedule(plan, { afterwards: forAll(plan, [10]) })).toBe(120);
    expect(schedule(plan, { afterwards: forAll(plan, [10]), slots: 1 })).toBe(140);
  });

  it('keeps a place until the checks are through', () => {
    const plan = alone(2);
    expect(schedule(plan, { places: 1, afterwards: forAll(plan, [10, 10]) })).toBe(220);
  });

  it('hides the checks before the work behind the answer', () => {
    const plan = alone(4);
    expect(schedule(plan, { meanwhile: forAll(plan, [50]) })).toBe(100);
    expect(schedule(plan, { meanwhile: forAll(plan, [70]) })).toBe(140);
  });

  it('puts checks that a verdict waits for before those that have time', () => {
    const plan = planOf({ a: [], b: [], c: ['a'] });
    const times = { meanwhile: new Map([['b', [60, 60, 60]]]), afterwards: new Map([['a', [5]]]) };
    // b's second set ends at 120; the one of a, ready at 100, goes before the third, so that c starts at 125.
    expect(schedule(plan, { slots: 1, ...times })).toBe(225);
  });

  it('counts two reasons for one predecessor once', () => {
    const plan = planOf({ a: [], b: ['a', 'a'] });
    expect(schedule(plan, {})).toBe(200);
  });
});
