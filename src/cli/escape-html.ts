import { safeText } from '../ui/safe-text.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML shows it, in an element or in a quoted attribute; invisible and control characters become visible. */
export function escapeHtml(text: string): string {
  return text
    .split('\n')
    .map((line) => safeText(line.replaceAll('\t', '  ')).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? ''))
    .join('\n');
}
