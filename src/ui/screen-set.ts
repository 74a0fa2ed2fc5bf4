import type { RunState } from '../engine/domain/state.ts';
import type { KeySection } from './keys/binding.ts';
import { keySections } from './keys/key-sections.ts';
import type { RegisteredScreen } from './screens/screen.ts';
import type { ScreenEntry, UiState } from './ui-state.ts';

/** The registered screens as everything around them uses them. */
export interface ScreenSet {
  readonly all: readonly RegisteredScreen[];
  /** Every key there is, by the help's titles. */
  readonly keys: readonly KeySection[];
  /** The screen of an entry on the stack. */
  readonly of: (entry: ScreenEntry) => RegisteredScreen;
  /** The view with the screen at its bottom that the run wants there. */
  readonly settle: (ui: UiState, run: RunState) => UiState;
}

/** Puts screens together. Each has a name of its own, and one of them is at home in every run. */
export function screenSet(all: readonly RegisteredScreen[]): ScreenSet {
  const byName = new Map(all.map((screen) => [screen.name, screen]));
  return {
    all,
    keys: keySections(all),
    of(entry) {
      const screen = byName.get(entry.name);
      if (screen === undefined) throw new Error(`No screen is named ${entry.name}.`);
      return screen;
    },
    settle(ui, run) {
      const home = all.find((screen) => screen.home?.when(run) === true)?.home;
      if (home === undefined || home === null) throw new Error('No screen is at home in this run.');
      return ui.stack[0]?.name === home.entry.name
        ? ui
        : { ...ui, stack: [home.entry, ...ui.stack.slice(1)] };
    },
  };
}
