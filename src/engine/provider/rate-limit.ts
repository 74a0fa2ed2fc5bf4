import type { Clock } from '../domain/clock.ts';

/** Lets requests through, so many a minute and in the order they came. */
export interface RateLimit {
  /** Resolves when the request may start: true, or false when `signal` aborted first. O(1). */
  take(signal: AbortSignal): Promise<boolean>;
  /** The number of requests that wait. */
  waiting(): number;
}

const MINUTE_MS = 60_000;

/** Epoch times have no more decimal digits than this; without rounding, sums could cost a whole ms. */
const ROUNDING_MS = 0.001;

/**
 * A token bucket, kept as the time at which it would be full (the generic cell rate algorithm, ITU-T I.371), so that
 * nothing ticks while nobody waits. It holds a second's worth of requests, and refills so that no 60 s see more than
 * `perMinute` of them.
 * @param perMinute at least 1
 */
export function createRateLimit(perMinute: number, clock: Clock): RateLimit {
  const burst = Math.max(1, Math.floor(perMinute / 60));
  const intervalMs = MINUTE_MS / (perMinute - burst + 1);
  const tolerance = (burst - 1) * intervalMs;
  /** A set keeps its order and forgets any member in O(1). */
  const queue = new Set<() => void>();
  let fullAt = Number.NEGATIVE_INFINITY;
  let cancelTimer: (() => void) | null = null;

  /** Ms until the next request may start; 0 when it may now. */
  const wait = (): number => {
    const now = clock.now();
    // At most a whole bucket away, since the machine's clock may be set back.
    fullAt = Math.min(fullAt, now + burst * intervalMs);
    return Math.max(0, Math.ceil(fullAt - tolerance - now - ROUNDING_MS));
  };
  const spend = (): void => {
    fullAt = Math.max(fullAt, clock.now()) + intervalMs;
  };
  const arm = (): void => {
    if (cancelTimer !== null || queue.size === 0) return;
    cancelTimer = clock.after(wait(), () => {
      cancelTimer = null;
      for (const release of queue) {
        if (wait() > 0) break;
        release();
      }
      arm();
    });
  };

  return {
    waiting: () => queue.size,
    take(signal) {
      if (signal.aborted) return Promise.resolve(false);
      if (queue.size === 0 && wait() === 0) {
        spend();
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        const leave = (passed: boolean): void => {
          queue.delete(release);
          signal.removeEventListener('abort', onAbort);
          resolve(passed);
        };
        const release = (): void => {
          spend();
          leave(true);
        };
        const onAbort = (): void => {
          leave(false);
          if (queue.size > 0) return;
          cancelTimer?.();
          cancelTimer = null;
        };
        queue.add(release);
        signal.addEventListener('abort', onAbort, { once: true });
        arm();
      });
    },
  };
}
