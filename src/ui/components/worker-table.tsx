import { useMemo } from 'react';
import { Box } from 'ink';
import type { WorkerState } from '../../engine/domain/state.ts';
import { columnsFor, titlesLine, visibleRange } from '../selectors/columns.ts';
import type { WorkerRow } from '../selectors/worker-row.ts';
import { LineView } from './line-view.tsx';
import { WorkerRowView } from './worker-row.tsx';

interface Props {
  readonly order: readonly string[];
  readonly worker: (id: string) => WorkerState | undefined;
  readonly rowOf: (worker: WorkerState) => WorkerRow;
  readonly selected: number;
  readonly marked: ReadonlySet<string>;
  readonly now: number;
  readonly width: number;
  readonly height: number;
}

/** The rows in sight around the selected one; the others are not even looked at. */
export function WorkerTable({ order, worker, rowOf, selected, marked, now, width, height }: Props) {
  const columns = useMemo(() => columnsFor(width), [width]);
  const titled = height >= 3;
  const { from, to } = visibleRange(order.length, selected, titled ? height - 1 : height);
  const second = Math.floor(now / 1000) * 1000;
  return (
    <Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
      {titled && <LineView line={titlesLine(columns)} />}
      {order.slice(from, to).map((id, index) => {
        const state = worker(id);
        if (state === undefined) return null;
        const row = rowOf(state);
        const ticks = row.runsSince !== null;
        return (
          <WorkerRowView
            key={id}
            row={row}
            columns={columns}
            now={ticks ? second : 0}
            selected={from + index === selected}
            marked={marked.has(id)}
          />
        );
      })}
    </Box>
  );
}
