import { Box, Text } from 'ink';
import { Table } from 'ink-table';
import { LineView } from '../../components/line-view.tsx';
import { ScrolledText } from '../../components/scrolled-text.tsx';
import { WorkerTable } from '../../components/worker-table.tsx';
import type { GateView } from './select-gate.ts';

/** In the table's own colours there would be no NO_COLOR. */
const Plain = ({ children }: { readonly children?: React.ReactNode }) => <Text>{children}</Text>;

/** The evidence of the phase, and its workers. */
export function Gate({ view }: { readonly view: GateView }) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      <LineView line={view.title} />
      {view.counts !== null && (
        <Box height={view.counts.height} flexShrink={0} overflow="hidden">
          <Table data={[view.counts.row]} header={Plain} skeleton={Plain} />
        </Box>
      )}
      <ScrolledText view={view} />
      <WorkerTable table={view.table} />
    </Box>
  );
}
