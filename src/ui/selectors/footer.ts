import type { RunState } from '../../engine/domain/state.ts';
import { cells, wrap } from '../fit.ts';
import type { KeyText } from '../keys/binding.ts';
import { keyOf } from '../keys/binding.ts';
import type { Line } from '../line.ts';
import { cutLine, joinFitting, span } from '../line.ts';
import { isTyped, promptText } from '../overlays/prompt/prompt.ts';
import type { Hint, ScreenView } from '../screens/screen.ts';
import type { UiState } from '../ui-state.ts';

/** The end of a text, for a prompt that is typed into. */
function lastCells(text: string, width: number): string {
  if (cells(text) <= width) return text;
  const [end = ''] = wrap([...text].reverse().join(''), width - 1);
  return `…${[...end].reverse().join('')}`;
}

/** The main keys as they are here; one that does nothing here is left out. */
function hintParts(hints: readonly Hint[], keys: readonly KeyText[]): readonly Line[] {
  return hints.flatMap(([action, word]): readonly Line[] => {
    const key = keys.find((one) => one.action === action);
    return key === undefined ? [] : [[span(keyOf(key), 'strong'), span(` ${word}`, 'dim')]];
  });
}

/** The bottom line: the prompt, else why the last key did nothing, else what the screen says, else the main keys. */
export function footerLine(
  ui: UiState,
  run: RunState,
  shown: ScreenView,
  hints: readonly Hint[],
  keys: readonly KeyText[],
  width: number,
): Line {
  if (ui.prompt !== null) {
    const text = `${ui.notice === null ? '' : `${ui.notice} `}${promptText(ui.prompt, run)}`;
    return cutLine([span(isTyped(ui.prompt) ? lastCells(text, width) : text, 'warn')], width);
  }
  if (ui.notice !== null) return cutLine([span(ui.notice, 'warn')], width);
  if (shown.closing !== null) return cutLine(shown.closing, width);
  const position: readonly Line[] = shown.position === null ? [] : [[span(shown.position)]];
  return joinFitting([...position, ...hintParts(hints, keys)], '  ', width);
}
