/** Lets so many through at once, first come, first served. */
export interface Places {
  /** Resolves with the way to leave, or null when `signal` aborts first. */
  enter(signal: AbortSignal): Promise<(() => void) | null>;
  /** The way to leave, or null when all places are taken: never waits. */
  tryEnter(): (() => void) | null;
}

export function createPlaces(count: number): Places {
  /** A set keeps its order and forgets any member in constant time. */
  const waiting = new Set<() => void>();
  let free = count;
  const leave = (): void => {
    free += 1;
    const [next] = waiting;
    next?.();
  };
  const once = (): (() => void) => {
    let left = false;
    free -= 1;
    return () => {
      if (!left) leave();
      left = true;
    };
  };
  return {
    tryEnter: () => (free > 0 && waiting.size === 0 ? once() : null),
    enter(signal) {
      if (signal.aborted) return Promise.resolve(null);
      if (free > 0 && waiting.size === 0) return Promise.resolve(once());
      return new Promise((resolve) => {
        const wake = (): void => settle(once());
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
