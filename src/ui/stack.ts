import type { ScreenEntry, UiState } from './ui-state.ts';

/** The screen in sight; undefined before the run has put one at the bottom. */
const topOf = (ui: UiState): ScreenEntry | undefined => ui.stack.at(-1);

/** The same view with another screen on top. */
export const push = (ui: UiState, entry: ScreenEntry): UiState => ({ ...ui, stack: [...ui.stack, entry] });

/** The view without its top screen. The one at the bottom stays. */
export const pop = (ui: UiState): UiState =>
  ui.stack.length > 1 ? { ...ui, stack: ui.stack.slice(0, -1) } : ui;

/** The top screen in another state. */
export const replaceTop = (ui: UiState, entry: ScreenEntry): UiState => ({
  ...ui,
  stack: [...ui.stack.slice(0, -1), entry],
});

/**
 * What the key of a screen does: opens it, or closes it where it is in sight. A screen that lies further below comes up
 * instead of being opened twice, so that going round by keys does not grow the stack.
 */
export function toggle(ui: UiState, entry: ScreenEntry): UiState {
  if (topOf(ui)?.name === entry.name) return pop(ui);
  const others = ui.stack.filter((other, index) => index === 0 || other.name !== entry.name);
  return push({ ...ui, stack: others }, entry);
}
