/** What the person is asked in the bottom line. Nothing else takes a key until it is answered. */
export type Prompt =
  | { readonly kind: 'stop' }
  | { readonly kind: 'escalate'; readonly worker: string }
  | { readonly kind: 'reject' }
  | { readonly kind: 'rework'; readonly workers: readonly string[] }
  | { readonly kind: 'waive'; readonly worker: string; readonly typed: string }
  | { readonly kind: 'approve-phase'; readonly typed: string };

/** Where the person is on the screen. All that the screen knows by itself: the rest is the run's. */
export interface UiState {
  /** Place in the run's order of the selected worker, from 0. */
  readonly selected: number;
  /** The worker whose own screen is open. */
  readonly detail: string | null;
  readonly help: boolean;
  /** Lines scrolled on the help, a worker's screen. */
  readonly scroll: number;
  /** The approval that was chosen among several. */
  readonly approval: string | null;
  readonly commandScroll: number;
  /** Workers marked for rework at the gate. */
  readonly marked: ReadonlySet<string>;
  readonly prompt: Prompt | null;
  /** Why the last key did nothing, until the next one. */
  readonly notice: string | null;
}

/** The screen as it opens. */
export const initialUi: UiState = {
  selected: 0,
  detail: null,
  help: false,
  scroll: 0,
  approval: null,
  commandScroll: 0,
  marked: new Set(),
  prompt: null,
  notice: null,
};
