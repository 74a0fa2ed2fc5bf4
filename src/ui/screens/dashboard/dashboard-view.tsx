import { Box } from 'ink';
import { TextBlock } from '../../components/text-block.tsx';
import type { DashboardView } from './select-dashboard.ts';

/** All workers, and the log of the selected one. */
export function Dashboard({ view }: { readonly view: DashboardView }) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      <TextBlock view={view.table} />
      {view.log !== null && <TextBlock view={view.log} />}
    </Box>
  );
}
