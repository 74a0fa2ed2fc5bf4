import type { RunState } from '../../engine/domain/state.ts';
import { promptText } from '../answer-prompt.ts';
import { cells, wrap } from '../fit.ts';
import type { Action } from '../keymap.ts';
import { keyFor } from '../keymap.ts';
import type { Line } from '../line.ts';
import { cutLine, joinFitting, span } from '../line.ts';
import { outcomeLine } from '../selectors/outcome.ts';
import type { UiState } from '../ui-state.ts';
import { LineView } from './line-view.tsx';

type Hint = readonly [Action, string];

const HINTS: Readonly<Record<'dashboard' | 'detail' | 'gate' | 'help', readonly Hint[]>> = {
  dashboard: [
    ['help', 'keys'],
    ['open', 'open'],
    ['down', 'move'],
    ['pause', 'pause'],
    ['retry', 'retry'],
    ['escalate', 'escalate'],
    ['stop', 'stop'],
  ],
  detail: [
    ['back', 'back'],
    ['down', 'scroll'],
    ['page-down', 'page'],
    ['retry', 'retry'],
    ['escalate', 'escalate'],
    ['help', 'keys'],
  ],
  gate: [
    ['gate-approve', 'approve'],
    ['gate-reject', 'reject'],
    ['gate-rework', 'rework'],
    ['mark', 'mark'],
    ['open', 'open'],
    ['help', 'keys'],
  ],
  help: [
    ['back', 'back'],
    ['down', 'scroll'],
  ],
};

/** The end of a text, for a prompt that is typed into. */
function lastCells(text: string, width: number): string {
  if (cells(text) <= width) return text;
  const [end = ''] = wrap([...text].reverse().join(''), width - 1);
  return `…${[...end].reverse().join('')}`;
}

function footerLine(
  ui: UiState,
  run: RunState,
  screen: keyof typeof HINTS,
  position: string | null,
  width: number,
): Line {
  if (ui.prompt !== null) {
    const text = `${ui.notice === null ? '' : `${ui.notice} `}${promptText(ui.prompt, run)}`;
    return [span(ui.prompt.kind === 'approve-phase' ? lastCells(text, width) : text, 'warn')];
  }
  if (ui.notice !== null) return cutLine([span(ui.notice, 'warn')], width);
  const outcome = screen === 'dashboard' ? outcomeLine(run) : null;
  if (outcome !== null) return cutLine([...outcome, span(`  ${keyFor('stop')} close`, 'dim')], width);
  const hints = HINTS[screen].map(([action, word]): Line => [
    span(keyFor(action), 'strong'),
    span(` ${word}`, 'dim'),
  ]);
  return joinFitting(position === null ? hints : [[span(position)], ...hints], '  ', width);
}

interface Props {
  readonly ui: UiState;
  readonly run: RunState;
  readonly screen: keyof typeof HINTS;
  /** Where a scrolled text stands, `1-18 of 80`. */
  readonly position: string | null;
  readonly width: number;
}

/** The bottom line: the prompt, else why the last key did nothing, else how the run ended, else the main keys. */
export function Footer({ ui, run, screen, position, width }: Props) {
  return <LineView line={footerLine(ui, run, screen, position, width)} />;
}
