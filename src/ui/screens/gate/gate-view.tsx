import { Box, Text } from 'ink';
import { Table } from 'ink-table';
import { TextBlock } from '../../components/text-block.tsx';
import type { GateView } from './select-gate.ts';

/** In the table's own colours there would be no NO_COLOR. */
const Plain = ({ children }: { readonly children?: React.ReactNode }) => <Text>{children}</Text>;

/** The evidence of the phase, and its workers. */
export function Gate({ view }: { readonly view: GateView }) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      <TextBlock view={view.title} />
      {view.counts !== null && (
        <Box height={view.counts.height} flexShrink={0} overflow="hidden">
          <Table data={[view.counts.row]} header={Plain} skeleton={Plain} />
        </Box>
      )}
      <TextBlock view={view} />
      <TextBlock view={view.table} />
    </Box>
  );
}
