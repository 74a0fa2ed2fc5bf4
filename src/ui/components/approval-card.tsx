import { Box } from 'ink';
import type { Line } from '../line.ts';
import type { ApprovalView } from '../selectors/approval.ts';
import { approvalFoot, approvalHead } from '../selectors/approval.ts';
import { CARD_FRAME } from '../selectors/layout.ts';
import { useTheme } from '../theme.ts';
import { LineView, Lines } from './line-view.tsx';

interface Props {
  readonly view: ApprovalView;
  /** All lines of the command, wrapped for the card's inner width. */
  readonly command: readonly Line[];
  readonly scroll: number;
  /** Lines of the command in sight. */
  readonly height: number;
  readonly now: number;
  readonly width: number;
}

/** A command that waits for a person's answer, in full, however long it is. */
export function ApprovalCard({ view, command, scroll, height, now, width }: Props) {
  const { colours } = useTheme();
  const inner = width - 2;
  const below = Math.max(0, command.length - scroll - height);
  return (
    <Box
      flexDirection="column"
      borderStyle="round"
      {...(colours ? { borderColor: 'yellow' } : {})}
      width={width}
      height={height + CARD_FRAME}
      flexShrink={0}
      overflow="hidden"
    >
      <Lines lines={approvalHead(view, now, inner)} height={2} />
      <Lines lines={command.slice(scroll)} height={height} />
      <LineView line={approvalFoot(view, scroll, below, inner)} />
    </Box>
  );
}
