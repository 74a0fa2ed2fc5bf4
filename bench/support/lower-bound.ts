import { topologicalOrder } from '../../src/engine/plan/critical-path.ts';
import type { Plan } from '../../src/engine/domain/plan.ts';
import type { NeededChecks } from './needed-checks.ts';
import { scheduleMs } from './schedule.ts';
import type { RunConditions } from './timed-run.ts';

/** The least time that a run can take, and how it comes about. */
export interface Bound {
  readonly totalMs: number;
  readonly note: string;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const sum = (checks: readonly NeededChecks[]): number => checks.reduce((ms, check) => ms + check.ms, 0);

/** What no engine could be faster than; the build and the gate follow each other. */
export function lowerBound(plan: Plan, needed: readonly NeededChecks[], conditions: RunConditions): Bound {
  const build = needed.filter(({ purpose }) => purpose !== 'gate');
  const gate = gateBound(needed, conditions.slots);
  const work =
    conditions.answerMs === 0
      ? instantBuild(plan, build, conditions.slots)
      : slowBuild(plan, build, conditions);
  return { totalMs: work.totalMs + gate.totalMs, note: `${work.note} + ${gate.note}` };
}

/** Every worker's checks once more, in the clean clone. */
function gateBound(needed: readonly NeededChecks[], slots: number): Bound {
  const gate = needed.filter(({ purpose }) => purpose === 'gate');
  const longestMs = Math.max(0, ...gate.map(({ ms }) => ms));
  return greater('gate', longestMs, sum(gate), slots);
}

/** A model that takes no time: the slowest chain, or all checks over the slots. */
function instantBuild(plan: Plan, build: readonly NeededChecks[], slots: number): Bound {
  // The checks of one worker could all run side by side, so that a worker takes as long as its slowest.
  const longestOf = new Map<string, number>();
  for (const check of build)
    longestOf.set(check.worker, Math.max(longestOf.get(check.worker) ?? 0, check.ms));
  const edges = new Map([...plan.workers].map(([id, { after: edge }]) => [id, edge]));
  const endOf = new Map<string, number>();
  for (const id of topologicalOrder(edges)) {
    const start = Math.max(0, ...(edges.get(id) ?? []).map(({ worker }) => endOf.get(worker) ?? 0));
    endOf.set(id, start + (longestOf.get(id) ?? 0));
  }
  return greater('build', Math.max(0, ...endOf.values()), sum(build), slots);
}

/** A model that takes its time: a schedule of answers and checks by itself. */
function slowBuild(plan: Plan, build: readonly NeededChecks[], conditions: RunConditions): Bound {
  const { answerMs, concurrency: places, slots } = conditions;
  const timesOf = (isBefore: boolean): ReadonlyMap<string, readonly number[]> => {
    const times = new Map<string, number[]>();
    for (const { worker, purpose, ms } of build)
      if ((purpose === 'before') === isBefore) times.set(worker, [...(times.get(worker) ?? []), ms]);
    return times;
  };
  const meanwhile = timesOf(true);
  const afterwards = timesOf(false);
  const totalMs = scheduleMs({ plan, answerMs, places, slots, meanwhile, afterwards });
  return { totalMs, note: `schedule ${seconds(totalMs)}` };
}

function greater(name: string, longestMs: number, allMs: number, slots: number): Bound {
  return {
    totalMs: Math.max(longestMs, allMs / slots),
    note: `${name} max(${seconds(longestMs)}, ${seconds(allMs)} / ${slots})`,
  };
}
