import { languageOfPath } from './answer/language.ts';

/** A fenced block that its own content cannot close: the fence is longer than any run of backticks inside. */
export function quote(text: string, info: string): string {
  let longest = 2;
  for (const run of text.matchAll(/`{3,}/g)) longest = Math.max(longest, run[0].length);
  const fence = '`'.repeat(longest + 1);
  const body = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return `${fence}${info}\n${body}${fence}`;
}

/** A file in the form that the answer is asked for in: the fence's info string carries the path. */
export function quoteFile(path: string, content: string): string {
  const language = languageOfPath(path) ?? 'text';
  return quote(content, `${language === 'other' ? 'text' : language} ${oneLine(path)}`);
}

/** A path or a command inside a sentence. */
export function inline(text: string): string {
  return `\`${oneLine(text).replaceAll('`', "'")}\``;
}

function oneLine(text: string): string {
  return text.replace(/[\x00-\x1f\x7f]+/g, ' ').trim();
}

/** The start of a text, cut at a line's end where there is one, and how much is missing. */
export function keepStart(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const head = text.slice(0, characters);
  const kept = head.slice(0, head.lastIndexOf('\n') + 1) || head;
  return `${kept}${kept === '' || kept.endsWith('\n') ? '' : '\n'}${cutMark(text, kept)}\n`;
}

/** The end of a text, cut at a line's start where there is one, and how much is missing. */
export function keepEnd(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const tail = text.slice(text.length - characters);
  const kept = tail.slice(tail.indexOf('\n') + 1) || tail;
  return `${cutMark(text, kept)}\n${kept}`;
}

const cutMark = (text: string, kept: string): string =>
  `[cut: ${text.length - kept.length} of ${text.length} characters]`;
