import type { Pace } from '../domain/attempt-io.ts';
import type { Clock } from '../domain/clock.ts';
import type { Failure } from '../domain/failure.ts';

/**
 * The two limits of an attempt: a total time that stands still while it waits for others, and a heartbeat. The first
 * that is hit ends the attempt through `onEnd`; the caller ends the limits with `close`.
 */
export interface Limits extends Pace {
  close(): void;
}

export function startLimits(options: {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly stallMs: number;
  readonly onEnd: (failure: Failure) => void;
}): Limits {
  const { clock, timeoutMs, stallMs, onEnd } = options;
  let spentMs = 0;
  let startedAt: number | null = clock.now();
  let awaiting: 'tokens' | 'check output' = 'tokens';
  let lastBeat = clock.now();
  let cancelTotal = (): void => undefined;
  let cancelStall = (): void => undefined;

  const spent = (): number => spentMs + (startedAt === null ? 0 : clock.now() - startedAt);
  const cancel = (): void => {
    cancelTotal();
    cancelStall();
  };
  // A beat only notes the time: the timer looks at the note when it fires, so a token costs no timer.
  const watch = (): void => {
    const quietMs = clock.now() - lastBeat;
    if (quietMs >= stallMs) onEnd({ reason: 'stall', limitMs: stallMs, missing: awaiting });
    else cancelStall = clock.after(stallMs - quietMs, watch);
  };
  const arm = (): void => {
    cancel();
    cancelTotal = clock.after(Math.max(0, timeoutMs - spent()), () =>
      onEnd({ reason: 'timeout', limitMs: timeoutMs }),
    );
    lastBeat = clock.now();
    cancelStall = clock.after(stallMs, watch);
  };
  arm();
  return {
    pause() {
      spentMs = spent();
      startedAt = null;
      cancel();
    },
    resume() {
      if (startedAt !== null) return;
      startedAt = clock.now();
      arm();
    },
    beat(next) {
      awaiting = next;
      lastBeat = clock.now();
    },
    leftMs: () => Math.max(0, timeoutMs - spent()),
    close: cancel,
  };
}
