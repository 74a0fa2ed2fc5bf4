import type { Command } from './command.ts';
import type { RunState, WorkerState } from './state.ts';

/**
 * A run as the screen and the command line see it: they read, listen and send commands, but cannot change its state.
 */
export interface RunHandle {
  run(): RunState;
  worker(id: string): WorkerState | undefined;
  /** The last lines of what a worker's model and checks printed; raw, so escape before drawing. */
  log(id: string): readonly string[];
  /** Called after every event with the worker it is about (null: the run). Returns the way to stop listening. */
  subscribe(listener: (worker: string | null) => void): () => void;
  send(command: Command): void;
}
