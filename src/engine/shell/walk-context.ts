import type { Statement } from 'unbash';
import type { Endings } from './endings.ts';

/** What carries over from one statement of a block to the next. */
export interface ShellState {
  errexit: boolean;
  pipefail: boolean;
  /** How a call of each function can end. */
  readonly functions: Map<string, Endings>;
}

/** How many commands of each kind the walk met, without unreachable ones. */
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
  /** On the left of `&&` or in a condition, where `set -e` does not act. */
  readonly guarded: boolean;
  readonly piped: boolean;
  /** What `$?` can be. */
  readonly before: Endings;
  /** Walks a list of statements inside a command: what `$(…)`, `eval` and `bash -c` hold. */
  readonly walk: (commands: readonly Statement[], context: WalkContext) => Endings;
}

/** The state for a subshell, whose changes are lost when it ends. */
export const copy = (state: ShellState): ShellState => ({ ...state, functions: new Map(state.functions) });
