import { languageOfPath } from '../../answer/language.ts';

/** A line that only says that there will be text. */
const BLANK_TO_FILL =
  /^\W*(?:TBD|TODO\b.*|T\.B\.D\.|to be (?:written|added|done|completed|determined)|lorem ipsum.*|coming soon|(?:\w+ ){0,3}(?:goes?|comes?) here|\[[^\]]*(?:here|to be|todo|tbd|placeholder|insert|fill in)[^\]]*\])\W*$/i;

/** The first blank of a page or document that is mostly blanks to fill in; null where it is not, or is no such file. */
export function findHollowText(path: string, text: string): string | null {
  const language = languageOfPath(path);
  if (language !== 'markdown' && language !== 'html' && language !== 'text') return null;
  const body = language === 'html' ? (/<body[^>]*>([^]*)<\/body>/i.exec(text)?.[1] ?? text) : text;
  const lines = body
    .replace(/<!--[^]*?-->/g, '')
    .split('\n')
    .map((line) => line.replace(/<[^<>]{1,200}>/g, ' ').trim())
    .filter((line) => /\w/.test(line) && !/^#{1,6} /.test(line));
  const blanks = lines.filter((line) => BLANK_TO_FILL.test(line));
  return blanks.length > 1 && blanks.length * 2 >= lines.length ? (blanks[0] ?? null) : null;
}
