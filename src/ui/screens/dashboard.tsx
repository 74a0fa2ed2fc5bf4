import { Box } from 'ink';
import type { RunHandle } from '../../engine/domain/run-handle.ts';
import type { RunState, WorkerState } from '../../engine/domain/state.ts';
import { LogPane } from '../components/log-pane.tsx';
import { WorkerTable } from '../components/worker-table.tsx';
import type { Layout } from '../selectors/layout.ts';
import type { WorkerRow } from '../selectors/worker-row.ts';
import type { UiState } from '../ui-state.ts';

interface Props {
  readonly run: RunState;
  readonly handle: RunHandle;
  readonly rowOf: (worker: WorkerState) => WorkerRow;
  readonly ui: UiState;
  readonly now: number;
  readonly width: number;
  readonly layout: Layout;
}

/** All workers, and the log of the selected one. */
export function Dashboard({ run, handle, rowOf, ui, now, width, layout }: Props) {
  const id = run.order[ui.selected];
  return (
    <Box flexDirection="column" flexShrink={0}>
      <WorkerTable
        order={run.order}
        worker={(worker) => handle.worker(worker)}
        rowOf={rowOf}
        selected={ui.selected}
        marked={ui.marked}
        now={now}
        width={width}
        height={layout.body}
      />
      {id !== undefined && <LogPane id={id} log={handle.log(id)} width={width} height={layout.log} />}
    </Box>
  );
}
