/** Exit statuses that no run decides. */
export const EXIT = { ok: 0, failed: 1, usage: 2, waiting: 3, internal: 4 } as const;

/** A command that ends here, with a message for people and a status for scripts. */
export interface Ended {
  readonly status: number;
  /** Goes to stderr, each line once; empty for none. */
  readonly message: string;
}

export const ended = (status: number, message = ''): Ended => ({ status, message });

/** Ends the process with what a command came to. */
export type Finish = (end: Promise<Ended>) => Promise<void>;
