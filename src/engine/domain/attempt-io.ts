import type { AttemptEvent } from './attempt-event.ts';

/** How a stage of an attempt speaks to whoever runs it: the stage knows neither the store nor the other workers. */
export interface AttemptIo {
  readonly emit: (event: AttemptEvent) => void;
  readonly pace: Pace;
  /** Ends the stage. */
  readonly signal: AbortSignal;
}

/** What the two limits of an attempt are told: a total time that stands still while it waits, and a heartbeat. */
export interface Pace {
  /** The attempt waits for a person, a slot or a server's turn: no limit runs. */
  pause(): void;
  resume(): void;
  /** Something moved; `awaiting` says what would be the next sign of life. */
  beat(awaiting: 'tokens' | 'check output'): void;
  /** Milliseconds of the total that are left. */
  leftMs(): number;
}
