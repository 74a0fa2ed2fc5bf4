import type { RunState, WorkerState } from '../engine/domain/state.ts';
import type { KeySection } from './keys/binding.ts';

/** What screens are made from: the run at one moment, and what can be read of it. */
export interface Scene {
  readonly run: RunState;
  /** Epoch ms. */
  readonly now: number;
  readonly worker: (id: string) => WorkerState | undefined;
  /** The last lines of what a worker's model and checks printed; raw. */
  readonly log: (id: string) => readonly string[];
  /** Every key there is, for the help. */
  readonly keys: readonly KeySection[];
}

/** The part of the terminal that a screen may fill, in cells. */
export interface Area {
  readonly width: number;
  readonly height: number;
  /** Whether a card has taken its part already: what is not needed makes room. */
  readonly crowded: boolean;
}
