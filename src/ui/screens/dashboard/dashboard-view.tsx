import { Box } from 'ink';
import { WorkerTable } from '../../components/worker-table.tsx';
import { LogPane } from './log-pane.tsx';
import type { DashboardView } from './select-dashboard.ts';

/** All workers, and the log of the selected one. */
export function Dashboard({ view }: { readonly view: DashboardView }) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      <WorkerTable table={view.table} />
      {view.log !== null && <LogPane view={view.log} />}
    </Box>
  );
}
