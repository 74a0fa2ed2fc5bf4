import { memo } from 'react';
import { Box, Text } from 'ink';
import type { Line } from '../line.ts';
import { look, useTheme } from '../theme.ts';

/** One line of the screen; never wraps. */
export const LineView = memo(function LineView({ line }: { readonly line: Line }) {
  const theme = useTheme();
  // An ink text without any character takes no line at all.
  if (line.every((part) => part.text === '')) return <Text> </Text>;
  return (
    <Text wrap="truncate-end">
      {line.map((part, index) => (
        <Text key={index} {...look(theme, part.tone)}>
          {part.text}
        </Text>
      ))}
    </Text>
  );
});

/** Lines one below the other, in exactly `height` lines of the screen. */
export function Lines({ lines, height }: { readonly lines: readonly Line[]; readonly height: number }) {
  if (height <= 0) return null;
  return (
    <Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
      {lines.slice(0, height).map((line, index) => (
        <LineView key={index} line={line} />
      ))}
    </Box>
  );
}
