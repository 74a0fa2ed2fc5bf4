import type { RunState } from '../../engine/domain/state.ts';
import { cutLine, span } from '../line.ts';
import { SMALLEST } from '../selectors/layout.ts';
import { statusSpan } from '../selectors/outcome.ts';
import { Lines } from './line-view.tsx';

interface Props {
  readonly run: RunState;
  readonly width: number;
  readonly height: number;
}

/** What is left where nothing fits: the status, and which size is needed. */
export function TooSmall({ run, width, height }: Props) {
  const lines = [
    [statusSpan(run), span(` ${run.counts.accepted}/${run.order.length}`)],
    [span(`needs ${SMALLEST.columns}x${SMALLEST.rows}`, 'warn')],
  ];
  return <Lines lines={lines.map((line) => cutLine(line, width))} height={Math.min(height, 2)} />;
}
