import type { Clock } from '../../src/engine/domain/clock.ts';

/** A clock that stands still until the test moves it. */
export interface FakeClock extends Clock {
  /** Moves time on and calls what falls due, in the order in which it falls due, also what is added meanwhile. */
  advance(ms: number): void;
  /** Timers that wait: 0 when everything was cancelled or called. */
  pending(): number;
}

/** A clock at `start` (epoch ms). */
export function fakeClock(start = Date.UTC(2026, 0, 1, 12, 0, 0)): FakeClock {
  let now = start;
  const timers = new Map<symbol, { readonly due: number; readonly callback: () => void }>();
  const next = (end: number): symbol | undefined => {
    let first: symbol | undefined;
    for (const [id, { due }] of timers) {
      if (due <= end && (first === undefined || due < (timers.get(first)?.due ?? Infinity))) first = id;
    }
    return first;
  };
  return {
    now: () => now,
    after(ms, callback) {
      const id = Symbol('timer');
      timers.set(id, { due: now + ms, callback });
      return () => timers.delete(id);
    },
    advance(ms) {
      const end = now + ms;
      for (let id = next(end); id !== undefined; id = next(end)) {
        const timer = timers.get(id);
        timers.delete(id);
        if (timer === undefined) continue;
        now = Math.max(now, timer.due);
        timer.callback();
      }
      now = end;
    },
    pending: () => timers.size,
  };
}
