/**
 * What a terminal would act on, or a person could not see: controls (C0, C1, ESC), format characters (bidi
 * overrides, zero width), lone surrogates, private use, line separators, variation selectors and emoji modifiers
 * (terminals disagree on their width).
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}]/gu;
/** More combining marks than any script stacks: they take no cell, so nothing else would bound them. */
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;
const PLAIN = /^[\x20-\x7e]*$/;

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `\\u{${code.toString(16)}}`;
}

/**
 * One line of text from outside (a model, a test, a file name) in which everything that a terminal would act on is
 * replaced by visible characters: ESC becomes `␛`, a line feed `␊`, U+202E `\u{202e}`.
 */
export function safeText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(UNSAFE, visible).replace(STACKED_MARKS, '$1\ufffd');
}

/** The lines of a text from outside, each safe; tabs become two spaces, since in output they are only layout. */
export function safeLines(text: string): string[] {
  return text.split(/\r?\n/).map((line) => safeText(line.replaceAll('\t', '  ')));
}
