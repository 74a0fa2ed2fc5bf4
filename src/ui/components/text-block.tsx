import { useMemo } from 'react';
import { Transform } from 'ink';
import type { Block } from '../line.ts';
import { painter } from '../paint.ts';
import { useTheme } from '../theme.ts';

/**
 * Lines one below the other, cut where they are too long or too many. All of them are one node of ink's tree, with a blank for each line that the painted text
 * takes the place of: ink measures every node's text several times a frame, which costs more than all the rest.
 */
export function TextBlock({ view }: { readonly view: Block }) {
  const { lines, width, height } = view;
  const theme = useTheme();
  const paint = useMemo(() => painter(theme, width), [theme, width]);
  const text = lines.slice(0, Math.max(0, height)).map(paint).join('\n');
  // The same element for the same text: ink then leaves the node alone.
  return useMemo(() => {
    if (height <= 0) return null;
    const rows = text.split('\n');
    return (
      <Transform transform={(_, row) => rows[row] ?? ''}>
        {Array.from({ length: height }, () => ' ').join('\n')}
      </Transform>
    );
  }, [text, height]);
}
