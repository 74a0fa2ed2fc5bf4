import type { CheckPurpose } from '../../src/engine/domain/check-result.ts';
import type { Event } from '../../src/engine/domain/event.ts';
import { topologicalOrder } from '../../src/engine/plan/critical-path.ts';
import type { Plan } from '../../src/engine/domain/plan.ts';
import type { OwnTimes } from './own-times.ts';

/** The least time that a run can take, in milliseconds: the build and the gate follow each other. */
export interface LowerBound {
  /** The slowest chain of workers that must follow each other. */
  readonly criticalPathMs: number;
  /** All checks of the build, one after the other. */
  readonly buildMs: number;
  /** The slowest worker's checks at the gate. */
  readonly longestMs: number;
  /** All checks of the gate, one after the other. */
  readonly gateMs: number;
  readonly totalMs: number;
}

/** A set of checks that a run needed for a verdict: a worker's own, or an earlier worker's again. */
interface Needed {
  readonly worker: string;
  readonly purpose: CheckPurpose;
  readonly of: string;
}

/** Each needed set of checks once, however often the run repeated it. */
function neededChecks(events: readonly Event[]): readonly Needed[] {
  const needed = new Map<string, Needed>();
  for (const event of events) {
    if (event.type !== 'checks-finished') continue;
    const { worker, purpose, of } = event;
    needed.set(`${worker} ${purpose} ${of}`, { worker, purpose, of });
  }
  return [...needed.values()];
}

/** What no engine could be faster than, on a model that takes no time. */
export function lowerBound(
  plan: Plan,
  events: readonly Event[],
  before: OwnTimes,
  after: OwnTimes,
  slots: number,
): LowerBound {
  const needed = neededChecks(events);
  const timeOf = ({ purpose, of }: Needed): number => (purpose === 'before' ? before : after).get(of) ?? 0;
  const sum = (checks: readonly Needed[]): number => checks.reduce((ms, check) => ms + timeOf(check), 0);
  const build = needed.filter(({ purpose }) => purpose !== 'gate');
  const gate = needed.filter(({ purpose }) => purpose === 'gate');
  // The checks of one worker could all run side by side, so that a worker takes as long as its slowest.
  const longestOf = new Map<string, number>();
  for (const check of build)
    longestOf.set(check.worker, Math.max(longestOf.get(check.worker) ?? 0, timeOf(check)));
  const edges = new Map([...plan.workers].map(([id, { after: edge }]) => [id, edge]));
  const endOf = new Map<string, number>();
  for (const id of topologicalOrder(edges)) {
    const start = Math.max(0, ...(edges.get(id) ?? []).map(({ worker }) => endOf.get(worker) ?? 0));
    endOf.set(id, start + (longestOf.get(id) ?? 0));
  }
  const criticalPathMs = Math.max(0, ...endOf.values());
  const longestMs = Math.max(0, ...gate.map(timeOf));
  const [buildMs, gateMs] = [sum(build), sum(gate)];
  const totalMs = Math.max(criticalPathMs, buildMs / slots) + Math.max(longestMs, gateMs / slots);
  return { criticalPathMs, buildMs, longestMs, gateMs, totalMs };
}

/** How many sets of checks a run started for a purpose, repetitions included, and how many it needed. */
export function countChecks(
  events: readonly Event[],
  purpose: 'attempt' | 'regression',
): { readonly started: number; readonly needed: number } {
  return {
    started: events.filter((event) => event.type === 'checks-started' && event.purpose === purpose).length,
    needed: neededChecks(events).filter((check) => check.purpose === purpose).length,
  };
}
