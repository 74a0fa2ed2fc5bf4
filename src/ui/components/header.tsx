import type { RunState } from '../../engine/domain/state.ts';
import { headerLines } from '../selectors/header.ts';
import { TextBlock } from './text-block.tsx';

interface Props {
  readonly run: RunState;
  readonly now: number;
  readonly width: number;
  readonly height: number;
  readonly note: string | null;
}

/** Phase, clocks, progress, counts and stages, as far as there are lines for them. */
export function Header({ run, now, width, height, note }: Props) {
  return <TextBlock view={{ lines: headerLines(run, now, width, note), width, height }} />;
}
