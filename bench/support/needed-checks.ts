import type { CheckPurpose } from '../../src/engine/domain/check-result.ts';
import type { Event } from '../../src/engine/domain/event.ts';
import type { OwnTimes } from './own-times.ts';

/** A set of checks that a run needed for a verdict: a worker's own, or an earlier worker's again. */
export interface NeededChecks {
  readonly worker: string;
  readonly purpose: CheckPurpose;
  readonly of: string;
  /** What they take by themselves. */
  readonly ms: number;
}

/** Each needed set of checks once, however often the run repeated it. */
export function neededChecks(
  events: readonly Event[],
  before: OwnTimes,
  after: OwnTimes,
): readonly NeededChecks[] {
  const needed = new Map<string, NeededChecks>();
  for (const event of events) {
    if (event.type !== 'checks-finished') continue;
    const { worker, purpose, of } = event;
    const ms = (purpose === 'before' ? before : after).get(of) ?? 0;
    needed.set(`${worker} ${purpose} ${of}`, { worker, purpose, of, ms });
  }
  return [...needed.values()];
}

/** How many sets of checks a run started for a purpose, repetitions included, and how many it needed. */
export function countChecks(
  events: readonly Event[],
  needed: readonly NeededChecks[],
  purpose: 'attempt' | 'regression',
): { readonly started: number; readonly needed: number } {
  return {
    started: events.filter((event) => event.type === 'checks-started' && event.purpose === purpose).length,
    needed: needed.filter((check) => check.purpose === purpose).length,
  };
}
