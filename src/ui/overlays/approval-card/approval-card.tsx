import { Box } from 'ink';
import { TextBlock } from '../../components/text-block.tsx';
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
      height={view.height}
      flexShrink={0}
      overflow="hidden"
    >
      <TextBlock view={view.inside} />
    </Box>
  );
}
