import { Box } from 'ink';
import { titlesLine } from '../selectors/columns.ts';
import type { TableView } from '../selectors/worker-table.ts';
import { LineView } from './line-view.tsx';
import { WorkerRowView } from './worker-row.tsx';

/** The rows of a table, each drawn anew only when something of it changes. */
export function WorkerTable({ table }: { readonly table: TableView }) {
  const { columns, titled, rows, height } = table;
  return (
    <Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
      {titled && <LineView line={titlesLine(columns)} />}
      {rows.map(({ row, now, selected, marked }) => (
        <WorkerRowView
          key={row.id}
          row={row}
          columns={columns}
          now={now}
          selected={selected}
          marked={marked}
        />
      ))}
    </Box>
  );
}
