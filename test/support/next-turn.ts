import { setImmediate } from 'node:timers/promises';

/**
 * Resolves in the next turn of the event loop, which begins when no promise job is left: by then everything has
 * happened that follows from settled promises alone. What needs a process, a file or a socket needs an event instead.
 */
export const nextTurn = (): Promise<void> => setImmediate();
