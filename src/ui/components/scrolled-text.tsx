import type { Scrolled } from '../scrolling.ts';
import { Lines } from './line-view.tsx';

/** A text longer than its place, as far as it is in sight. */
export function ScrolledText({ view }: { readonly view: Scrolled }) {
  return <Lines lines={view.lines} height={view.height} />;
}
