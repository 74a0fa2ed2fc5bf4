const OPEN = /^\s*<(think|thinking|reasoning)>/i;

/**
 * The answer without the thoughts that reasoning models put before it; their drafts are not the answer. `open` is
 * true when the thought never ended, so that there is no answer at all.
 */
export function withoutThinking(text: string): { readonly text: string; readonly open: boolean } {
  const match = OPEN.exec(text);
  if (match === null) return { text, open: false };
  const closing = `</${match[1]?.toLowerCase() ?? 'think'}>`;
  const end = text.toLowerCase().indexOf(closing);
  return end === -1 ? { text: '', open: true } : { text: text.slice(end + closing.length), open: false };
}
