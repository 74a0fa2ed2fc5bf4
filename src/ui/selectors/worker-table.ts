import type { Block, Line } from '../line.ts';
import type { Scene } from '../scene.ts';
import type { UiState } from '../ui-state.ts';
import type { Column, RowMarks } from './columns.ts';
import { columnsFor, rowLine, titlesLine, visibleRange } from './columns.ts';
import type { WorkerRow } from './worker-row.ts';
import { rowCache } from './worker-row.ts';

interface Made extends RowMarks {
  readonly columns: readonly Column[];
  readonly now: number;
  readonly line: Line;
}

/** Lines of rows, each made anew only when something of it changes: a frame changes few of them. */
export function rowLines(): typeof rowLine {
  const lines = new WeakMap<WorkerRow, Made>();
  return (row, columns, now, { selected, marked }) => {
    const known = lines.get(row);
    if (
      known?.columns === columns &&
      known.now === now &&
      known.selected === selected &&
      known.marked === marked
    )
      return known.line;
    const line = rowLine(row, columns, now, { selected, marked });
    lines.set(row, { columns, now, selected, marked, line });
    return line;
  };
}

/** The columns of one width with their titles: the width of a terminal seldom changes. */
function widthCache(): (width: number) => { readonly columns: readonly Column[]; readonly titles: Line } {
  let last = { width: -1, columns: columnsFor(0), titles: titlesLine([]) };
  return (width) => {
    if (last.width !== width) {
      const columns = columnsFor(width);
      last = { width, columns, titles: titlesLine(columns) };
    }
    return last;
  };
}

const rowOf = rowCache();
const lineOf = rowLines();
const columnsOf = widthCache();

/** The rows in sight around the selected one; the other workers are not even looked at. */
export function workerTable(scene: Scene, ui: UiState, width: number, height: number): Block {
  const { order } = scene.run;
  const { columns, titles } = columnsOf(width);
  const titled = height >= 3;
  const { from, to } = visibleRange(order.length, ui.selected, titled ? height - 1 : height);
  // Clocks are drawn on the second, and only those of rows that run.
  const second = Math.floor(scene.now / 1000) * 1000;
  const rows = order.slice(from, to).flatMap((id, index): readonly Line[] => {
    const worker = scene.worker(id);
    if (worker === undefined) return [];
    const row = rowOf(worker);
    const marks = { selected: from + index === ui.selected, marked: ui.marked.has(id) };
    return [lineOf(row, columns, row.runsSince === null ? 0 : second, marks)];
  });
  return { lines: titled ? [titles, ...rows] : rows, width, height };
}
