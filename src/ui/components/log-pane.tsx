import { Box } from 'ink';
import { fit } from '../fit.ts';
import { span } from '../line.ts';
import { keyFor } from '../keymap.ts';
import { safeText } from '../safe-text.ts';
import { logTail } from '../selectors/log.ts';
import { LineView, Lines } from './line-view.tsx';

interface Props {
  readonly id: string;
  readonly log: readonly string[];
  readonly width: number;
  /** With the title line. */
  readonly height: number;
}

/** The end of what the selected worker's model and checks print. */
export function LogPane({ id, log, width, height }: Props) {
  if (height < 2) return null;
  const title = `── ${safeText(id)} log (${keyFor('open')} for more) `;
  return (
    <Box flexDirection="column" height={height} flexShrink={0}>
      <LineView line={[span(fit(title + '─'.repeat(Math.max(0, width - title.length)), width), 'dim')]} />
      <Lines lines={logTail(log, width, height - 1)} height={height - 1} />
    </Box>
  );
}
