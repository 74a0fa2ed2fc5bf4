import type { RunState } from '../../../engine/domain/state.ts';
import { keyOf } from '../../keys/binding.ts';
import { PAGE_DOWN } from '../../keys/moving.ts';
import type { Block, Line } from '../../line.ts';
import { cutLine, span } from '../../line.ts';
import type { Area, Scene } from '../../scene.ts';
import type { Scroll, Scrolled } from '../../scrolling.ts';
import { scrolled } from '../../scrolling.ts';
import { workerTable } from '../../selectors/worker-table.ts';
import type { UiState } from '../../ui-state.ts';
import type { ScreenView } from '../screen.ts';
import type { GateCounts } from './gate-lines.ts';
import { gateAnswerText, gateCounts, gateLines, gateTableWidth } from './gate-lines.ts';
import { gateLayoutFor } from './gate-layout.ts';

/** Where the evidence stands. */
export type GateState = Scroll;

/** The gate as it is drawn; the scroll is the evidence's. */
export interface GateView extends ScreenView, Scrolled {
  readonly title: Block;
  /** Null where there is no room for them. */
  readonly counts: { readonly row: GateCounts; readonly height: number } | null;
  readonly table: Block;
}

function titleOf(run: RunState, hidden: number, width: number): Line {
  const more = hidden > 0 ? `  +${hidden} more lines (${keyOf(PAGE_DOWN)})` : '';
  return cutLine([span(`REVIEW  ${gateAnswerText(run)}`, 'strong'), span(more, 'warn')], width);
}

/** The evidence of the phase, and its workers to look into or to send back. */
export function selectGate(scene: Scene, ui: UiState, state: GateState, { width, height }: Area): GateView {
  const { run } = scene;
  const report = run.gate;
  const workers = run.order.map(scene.worker).filter((worker) => worker !== undefined);
  const lines = report === null ? [] : gateLines(run, report, workers, width);
  const tableWidth = report === null ? Infinity : gateTableWidth(report);
  const layout = gateLayoutFor(height, width, tableWidth, lines.length);
  const evidence = scrolled(lines, state, { width, height: layout.evidence });
  return {
    ...evidence,
    title: { lines: [titleOf(run, evidence.lastScroll - evidence.scroll, width)], width, height: 1 },
    counts: report === null || layout.table === 0 ? null : { row: gateCounts(report), height: layout.table },
    table: workerTable(scene, ui, width, layout.rows),
    position: null,
    closing: null,
  };
}
