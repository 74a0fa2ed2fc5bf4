import type { Line } from '../line.ts';
import { Lines } from '../components/line-view.tsx';

interface Props {
  readonly lines: readonly Line[];
  readonly scroll: number;
  readonly height: number;
}

/** A text longer than the screen (a worker's own screen, the help), from its line `scroll` on. */
export function Scrolled({ lines, scroll, height }: Props) {
  return <Lines lines={lines.slice(scroll)} height={height} />;
}
