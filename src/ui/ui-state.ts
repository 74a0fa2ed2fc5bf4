import type { Prompt } from './overlays/prompt/prompt.ts';

/** One screen on the stack: which one, and where the person is on it. Plain data, made by the screen itself. */
export interface ScreenEntry {
  readonly name: string;
  readonly state: unknown;
}

/** Where the person is on the screen. All that the screen knows by itself: the rest is the run's. */
export interface UiState {
  /** The screens that lie on each other, the one in sight last. The first one follows from the run. */
  readonly stack: readonly ScreenEntry[];
  /** Place in the run's order of the selected worker, from 0: the same one on every screen that lists workers. */
  readonly selected: number;
  /** Workers marked for rework at the gate. */
  readonly marked: ReadonlySet<string>;
  readonly card: {
    /** Id of the approval that was chosen among several. */
    readonly chosen: string | null;
    /** Lines that the command is scrolled by. */
    readonly scroll: number;
  };
  /** What the bottom line asks. Nothing else takes a key until it is answered. */
  readonly prompt: Prompt | null;
  /** Why the last key did nothing, until the next one. */
  readonly notice: string | null;
}

/** The screen as it opens. */
export const initialUi: UiState = {
  stack: [],
  selected: 0,
  marked: new Set(),
  card: { chosen: null, scroll: 0 },
  prompt: null,
  notice: null,
};
