import { Box } from 'ink';
import { LineView, Lines } from '../../components/line-view.tsx';
import { CARD_FRAME } from '../../selectors/layout.ts';
import { useTheme } from '../../theme.ts';
import type { CardView } from './card-view.ts';

/** A command that waits for a person's answer, in full, however long it is. */
export function ApprovalCard({ view }: { readonly view: CardView }) {
  const { colours } = useTheme();
  return (
    <Box
      flexDirection="column"
      borderStyle="round"
      {...(colours ? { borderColor: 'yellow' } : {})}
      width={view.width}
      height={view.height + CARD_FRAME}
      flexShrink={0}
      overflow="hidden"
    >
      <Lines lines={view.head} height={2} />
      <Lines lines={view.command} height={view.height} />
      <LineView line={view.foot} />
    </Box>
  );
}
