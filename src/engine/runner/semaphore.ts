/**
 * A counting semaphore, first come, first served. Own code, since the packages that there are cannot take one waiter
 * out of the queue when its signal aborts, and a worker that is stopped must not keep its place.
 */
export interface Semaphore {
  /** Resolves with the way to release the permit, or null when `signal` aborts first. */
  acquire(signal: AbortSignal): Promise<(() => void) | null>;
  /** The way to release a permit, or null when none is free: never waits. */
  tryAcquire(): (() => void) | null;
}

export function createSemaphore(permits: number): Semaphore {
  /** A set keeps its order and forgets any member in constant time. */
  const waiting = new Set<() => void>();
  let free = permits;
  const take = (): (() => void) => {
    let isReleased = false;
    free -= 1;
    return () => {
      if (isReleased) return;
      isReleased = true;
      free += 1;
      const [next] = waiting;
      next?.();
    };
  };
  return {
    tryAcquire: () => (free > 0 && waiting.size === 0 ? take() : null),
    acquire(signal) {
      if (signal.aborted) return Promise.resolve(null);
      if (free > 0 && waiting.size === 0) return Promise.resolve(take());
      return new Promise((resolve) => {
        const wake = (): void => settle(take());
        const onAbort = (): void => settle(null);
        const settle = (result: (() => void) | null): void => {
          waiting.delete(wake);
          signal.removeEventListener('abort', onAbort);
          resolve(result);
        };
        waiting.add(wake);
        signal.addEventListener('abort', onAbort, { once: true });
      });
    },
  };
}
