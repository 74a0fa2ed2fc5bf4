import type { RunHandle } from '../../engine/domain/run-handle.ts';
import type { RunState, WorkerState } from '../../engine/domain/state.ts';
import type { Line } from '../line.ts';
import type { UiState } from '../ui-state.ts';
import type { ApprovalView } from './approval.ts';
import { commandLines, shownApproval } from './approval.ts';
import { detailLines } from './detail.ts';
import { gateLines, gateTableWidth } from './gate.ts';
import type { GateLayout } from './gate-layout.ts';
import { gateLayoutFor } from './gate-layout.ts';
import { helpLines } from './help.ts';
import type { Layout } from './layout.ts';
import { SMALLEST, layoutFor } from './layout.ts';

/** Which screen is drawn, with what, and where on it. */
export interface Arrangement {
  readonly screen: ScreenName | 'too-small';
  readonly layout: Layout;
  /** The text of the help, a worker's screen, or the gate's evidence. */
  readonly text: readonly Line[];
  readonly scroll: number;
  readonly lastScroll: number;
  readonly position: string | null;
  readonly card: CardView | null;
  readonly gate: { readonly report: NonNullable<RunState['gate']>; readonly layout: GateLayout } | null;
}

type ScreenName = 'dashboard' | 'detail' | 'gate' | 'help';

export interface CardView {
  readonly view: ApprovalView;
  readonly command: readonly Line[];
  readonly scroll: number;
  readonly lastScroll: number;
}

function screenOf(run: RunState, ui: UiState): ScreenName {
  if (ui.help) return 'help';
  if (ui.detail !== null) return 'detail';
  return run.status.type === 'reviewing' && run.gate !== null ? 'gate' : 'dashboard';
}

function textOfScreen(
  screen: ScreenName,
  handle: RunHandle,
  run: RunState,
  ui: UiState,
  now: number,
  width: number,
): readonly Line[] {
  const lookup = (id: string): WorkerState | undefined => handle.worker(id);
  switch (screen) {
    case 'dashboard':
      return [];
    case 'help':
      return helpLines();
    case 'detail': {
      const worker = ui.detail === null ? undefined : lookup(ui.detail);
      return worker === undefined ? [] : detailLines(worker, handle.log(worker.facts.id), lookup, now, width);
    }
    case 'gate': {
      const workers = run.order.map(lookup).filter((worker) => worker !== undefined);
      return run.gate === null ? [] : gateLines(run, run.gate, workers, width);
    }
  }
}

/** Everything that follows from the run, the view and the terminal's size, before anything is drawn. */
export function arrange(
  handle: RunHandle,
  run: RunState,
  ui: UiState,
  now: number,
  width: number,
  height: number,
): Arrangement {
  const screen = screenOf(run, ui);
  const waiting = screen === 'help' ? null : shownApproval(run, ui.approval);
  const command = waiting === null ? [] : commandLines(waiting.approval.command, width - 2);
  const layout = layoutFor(height, {
    command: waiting === null ? null : command.length,
    log: screen === 'dashboard',
  });
  if (width < SMALLEST.columns || height < SMALLEST.rows) {
    return {
      screen: 'too-small',
      layout,
      text: [],
      scroll: 0,
      lastScroll: 0,
      position: null,
      card: null,
      gate: null,
    };
  }
  const text = textOfScreen(screen, handle, run, ui, now, width);
  const gateLayout =
    screen === 'gate' && run.gate !== null
      ? { report: run.gate, layout: gateLayoutFor(layout.body, width, gateTableWidth(run.gate), text.length) }
      : null;
  const inSight = gateLayout === null ? layout.body : gateLayout.layout.evidence;
  const lastScroll = Math.max(0, text.length - inSight);
  const scroll = Math.min(ui.scroll, lastScroll);
  const lastCommandScroll = Math.max(0, command.length - layout.command);
  return {
    screen,
    layout,
    text,
    scroll,
    lastScroll,
    position:
      (screen === 'detail' || screen === 'help') && lastScroll > 0
        ? `${scroll + 1}-${Math.min(text.length, scroll + inSight)} of ${text.length}`
        : null,
    card:
      waiting === null
        ? null
        : {
            view: waiting,
            command,
            scroll: Math.min(ui.commandScroll, lastCommandScroll),
            lastScroll: lastCommandScroll,
          },
    gate: gateLayout,
  };
}
