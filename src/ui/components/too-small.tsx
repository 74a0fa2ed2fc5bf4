import type { RunState } from '../../engine/domain/state.ts';
import { span } from '../line.ts';
import { SMALLEST } from '../selectors/layout.ts';
import { statusSpan } from '../selectors/outcome.ts';
import { TextBlock } from './text-block.tsx';

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
  return <TextBlock view={{ lines, width, height: Math.min(height, 2) }} />;
}
