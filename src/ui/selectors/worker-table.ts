import type { Scene } from '../scene.ts';
import type { UiState } from '../ui-state.ts';
import type { Column } from './columns.ts';
import { columnsFor, visibleRange } from './columns.ts';
import type { WorkerRow } from './worker-row.ts';
import { rowCache } from './worker-row.ts';

/** One row in sight. What it shows changes only when one of these does. */
export interface TableRow {
  readonly row: WorkerRow;
  /** Epoch ms for the clocks of a row that runs, on the second; 0 for the others. */
  readonly now: number;
  readonly selected: boolean;
  readonly marked: boolean;
}

/** A table of workers as it is drawn. */
export interface TableView {
  readonly columns: readonly Column[];
  readonly titled: boolean;
  readonly rows: readonly TableRow[];
  /** With the line of titles. */
  readonly height: number;
}

const rowOf = rowCache();

/** The rows in sight around the selected one; the other workers are not even looked at. */
export function workerTable(scene: Scene, ui: UiState, width: number, height: number): TableView {
  const { order } = scene.run;
  const titled = height >= 3;
  const { from, to } = visibleRange(order.length, ui.selected, titled ? height - 1 : height);
  const second = Math.floor(scene.now / 1000) * 1000;
  const rows = order.slice(from, to).flatMap((id, index): readonly TableRow[] => {
    const worker = scene.worker(id);
    if (worker === undefined) return [];
    const row = rowOf(worker);
    return [
      {
        row,
        now: row.runsSince === null ? 0 : second,
        selected: from + index === ui.selected,
        marked: ui.marked.has(id),
      },
    ];
  });
  return { columns: columnsFor(width), titled, rows, height };
}
