import stringWidth from 'string-width';

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/**
 * Characters of one cell that never join with the next one: ASCII, Latin letters, punctuation, arrows, operators,
 * control pictures, boxes and shapes. Nearly every text is made of them, and any other way to measure costs much more.
 */
const SINGLE =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u22ff\u2400-\u2426\u2500-\u25fc]*$/;

/** Widths of characters seen so far: measuring one costs more than everything else here. */
const widths = new Map<string, number>();
const MOST_WIDTHS = 4096;

function widthOf(character: string): number {
  const known = widths.get(character);
  if (known !== undefined) return known;
  if (widths.size >= MOST_WIDTHS) widths.clear();
  const width = stringWidth(character);
  widths.set(character, width);
  return width;
}

/** Cells of the terminal that a safe text takes; CJK and emoji take two. */
export function cells(text: string): number {
  return SINGLE.test(text) ? text.length : stringWidth(text);
}

/** The longest start of `text` that fits `width` cells, and what is left of it. Never cuts through a character. */
function split(text: string, width: number): [head: string, tail: string] {
  if (SINGLE.test(text)) return [text.slice(0, width), text.slice(width)];
  let used = 0;
  for (const { segment, index } of segmenter.segment(text)) {
    used += widthOf(segment);
    if (used > width) return [text.slice(0, index), text.slice(index)];
  }
  return [text, ''];
}

/** At most `width` cells of `text`, with `…` at the end where something is left out. */
export function truncate(text: string, width: number): string {
  if (width <= 0) return '';
  if (cells(text) <= width) return text;
  return `${split(text, width - 1)[0]}…`;
}

/** `text` in exactly `width` cells: truncated, or padded on the other side of `align`. */
export function fit(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const kept = truncate(text, width);
  const padding = ' '.repeat(Math.max(0, width - cells(kept)));
  return align === 'left' ? kept + padding : padding + kept;
}

/** `text` in pieces of at most `width` cells. Joined they are `text` again, but for characters wider than `width`. */
export function wrap(text: string, width: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  do {
    const [head, tail] = split(rest, Math.max(1, width));
    if (head === '' && tail !== '') {
      const first = [...segmenter.segment(tail)][0]?.segment ?? tail;
      pieces.push('…');
      rest = tail.slice(first.length);
    } else {
      pieces.push(head);
      rest = tail;
    }
  } while (rest !== '');
  return pieces;
}
