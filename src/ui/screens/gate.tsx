import { Box, Text } from 'ink';
import { Table } from 'ink-table';
import type { RunHandle } from '../../engine/domain/run-handle.ts';
import type { RunState, WorkerState } from '../../engine/domain/state.ts';
import { LineView, Lines } from '../components/line-view.tsx';
import { WorkerTable } from '../components/worker-table.tsx';
import type { Line } from '../line.ts';
import { cutLine, span } from '../line.ts';
import { keyFor } from '../keymap.ts';
import { gateAnswerText, gateCounts } from '../selectors/gate.ts';
import type { GateLayout } from '../selectors/gate-layout.ts';
import type { WorkerRow } from '../selectors/worker-row.ts';
import type { UiState } from '../ui-state.ts';

interface Props {
  readonly run: RunState;
  readonly report: NonNullable<RunState['gate']>;
  readonly evidence: readonly Line[];
  readonly handle: RunHandle;
  readonly rowOf: (worker: WorkerState) => WorkerRow;
  readonly ui: UiState;
  readonly scroll: number;
  readonly now: number;
  readonly width: number;
  readonly layout: GateLayout;
}

/** In the table's own colours there would be no NO_COLOR. */
const Plain = ({ children }: { readonly children?: React.ReactNode }) => <Text>{children}</Text>;

/** The evidence of the phase, and its workers to look into or to send back. */
export function Gate({ run, report, evidence, handle, rowOf, ui, scroll, now, width, layout }: Props) {
  const hidden = evidence.length - scroll - layout.evidence;
  const title = `REVIEW  ${gateAnswerText(run)}`;
  const more = hidden > 0 ? `  +${hidden} more lines (${keyFor('page-down')})` : '';
  return (
    <Box flexDirection="column" flexShrink={0}>
      <LineView line={cutLine([span(title, 'strong'), span(more, 'warn')], width)} />
      {layout.table > 0 && (
        <Box height={layout.table} flexShrink={0} overflow="hidden">
          <Table data={[gateCounts(report)]} header={Plain} skeleton={Plain} />
        </Box>
      )}
      <Lines lines={evidence.slice(scroll)} height={layout.evidence} />
      <WorkerTable
        order={run.order}
        worker={(worker) => handle.worker(worker)}
        rowOf={rowOf}
        selected={ui.selected}
        marked={ui.marked}
        now={now}
        width={width}
        height={layout.rows}
      />
    </Box>
  );
}
