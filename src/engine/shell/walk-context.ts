import type { Statement } from 'unbash';
import type { Endings } from './endings.ts';

/** What carries over from one statement of a block to the next. */
export interface ShellState {
  errexit: boolean;
  pipefail: boolean;
  /** What a call of a function can end with. */
  readonly functions: Map<string, Endings>;
}

/** How many commands of each kind the walk came by, without those that can never be reached. */
export interface Seen {
  print: number;
  setup: number;
  test: number;
  work: number;
}

/** What a walk through the grammar knows at the node that it has reached. */
export interface WalkContext {
  readonly state: ShellState;
  readonly seen: Seen;
  readonly depth: number;
  /** The left of `&&`, a condition: `set -e` does not act there. */
  readonly guarded: boolean;
  readonly piped: boolean;
  /** What `$?` can be. */
  readonly before: Endings;
  /** Walks a list of statements inside a command: what `$(…)`, `eval` and `bash -c` hold. */
  readonly walk: (commands: readonly Statement[], context: WalkContext) => Endings;
}

/** The state of a subshell: what changes there is gone with it. */
export const copy = (state: ShellState): ShellState => ({ ...state, functions: new Map(state.functions) });
