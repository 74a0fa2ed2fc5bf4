import { memo } from 'react';
import type { Column } from '../selectors/columns.ts';
import { rowLine } from '../selectors/columns.ts';
import type { WorkerRow } from '../selectors/worker-row.ts';
import { LineView } from './line-view.tsx';

interface Props {
  readonly row: WorkerRow;
  readonly columns: readonly Column[];
  /** Epoch ms for the clocks of a row that runs; the same value keeps the row from being drawn anew. */
  readonly now: number;
  readonly selected: boolean;
  readonly marked: boolean;
}

/** One worker in the table. */
export const WorkerRowView = memo(function WorkerRowView({ row, columns, now, selected, marked }: Props) {
  return <LineView line={rowLine(row, columns, now, { selected, marked })} />;
});
