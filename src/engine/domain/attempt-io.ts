import type { AttemptEvent } from './attempt-event.ts';

/** What a stage of an attempt gets from its caller: a stage knows neither the store nor the other workers. */
export interface AttemptIo {
  readonly emit: (event: AttemptEvent) => void;
  readonly pace: Pace;
  /** Ends the stage. */
  readonly signal: AbortSignal;
}

/**
 * Reports to the two limits of an attempt: the total time, which stands still while the attempt waits, and the
 * heartbeat.
 */
export interface Pace {
  /** The attempt waits for a person, a slot or a server's turn: no limit runs. */
  pause(): void;
  resume(): void;
  /** Reports progress; `awaiting` names what must come next, or the attempt counts as stalled. */
  beat(awaiting: 'tokens' | 'check output'): void;
  /** Milliseconds of the total that are left. */
  leftMs(): number;
}
