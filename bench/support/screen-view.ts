/** Which of the run's screens a terminal shows, and what is selected there. */
export interface ScreenView {
  readonly screen: 'dashboard' | 'detail' | 'help' | 'none';
  /** Number of the worker whose row is marked as selected, or whose own screen it is; null where there is none. */
  readonly selected: number | null;
}

/** A selected row begins with a mark that only it has. */
const SELECTED_ROW = /^[›❯▸▶>]\W*(\d{3})\b/;
const DETAIL_TITLE = /^\W*WORKER_(\d{3})\b/;

/** Reads a screen from its lines, by the words that only that screen has. */
export function readScreen(lines: readonly string[]): ScreenView {
  const find = (pattern: RegExp): number | null => {
    for (const line of lines) {
      const match = pattern.exec(line);
      if (match !== null) return Number(match[1]);
    }
    return null;
  };
  if (lines.some((line) => /^\W*Moving$/.test(line))) return { screen: 'help', selected: null };
  if (lines.some((line) => /^\W*Deliverables\b/.test(line)))
    return { screen: 'detail', selected: find(DETAIL_TITLE) };
  const selected = find(SELECTED_ROW);
  return { screen: selected === null ? 'none' : 'dashboard', selected };
}
