import type { Clock } from '../engine/domain/clock.ts';
import type { RunHandle } from '../engine/domain/run-handle.ts';
import type { RunState } from '../engine/domain/state.ts';

/** What the screen draws at one moment: workers and logs are read from the handle for the rows in sight only. */
export interface Snapshot {
  readonly run: RunState;
  /** Epoch ms. */
  readonly now: number;
}

/** The run as the screen follows it: a new snapshot at most ten times a second, and at least once. */
export interface RunFeed {
  readonly snapshot: () => Snapshot;
  readonly subscribe: (listener: () => void) => () => void;
  /** Stops listening and ends the timers. */
  close(): void;
}

const FRAME_MS = 100;
const TICK_MS = 1000;

/** Follows a run. Events only mark that something changed; reading is left to the next frame. The caller closes it. */
export function openFeed(handle: RunHandle, clock: Clock): RunFeed {
  const listeners = new Set<() => void>();
  let current: Snapshot = { run: handle.run(), now: clock.now() };
  let cancelFrame: (() => void) | null = null;
  let cancelTick: () => void = () => {};

  const publish = (): void => {
    cancelFrame?.();
    cancelFrame = null;
    cancelTick();
    cancelTick = clock.after(TICK_MS, publish);
    current = { run: handle.run(), now: clock.now() };
    for (const listener of listeners) listener();
  };
  const unsubscribe = handle.subscribe(() => {
    cancelFrame ??= clock.after(FRAME_MS, publish);
  });
  cancelTick = clock.after(TICK_MS, publish);

  return {
    snapshot: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      unsubscribe();
      cancelFrame?.();
      cancelTick();
      listeners.clear();
    },
  };
}
