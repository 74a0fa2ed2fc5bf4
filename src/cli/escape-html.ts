import escape from 'escape-html';
import { safeText } from '../ui/safe-text.ts';

/** Text as HTML shows it, in an element or in a quoted attribute; invisible and control characters become visible. */
export function escapeHtml(text: string): string {
  const lines = text.split('\n').map((line) => safeText(line.replaceAll('\t', '  ')));
  return escape(lines.join('\n'));
}
