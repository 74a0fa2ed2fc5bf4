import { Box } from 'ink';
import { LineView, Lines } from '../../components/line-view.tsx';
import type { LogPaneView } from './log-lines.ts';

/** The end of the selected worker's log. */
export function LogPane({ view }: { readonly view: LogPaneView }) {
  return (
    <Box flexDirection="column" height={view.height} flexShrink={0}>
      <LineView line={view.title} />
      <Lines lines={view.lines} height={view.height - 1} />
    </Box>
  );
}
