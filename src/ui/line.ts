import { cells, truncate } from './fit.ts';
import type { Tone } from './theme.ts';

/** A piece of a line in one tone. Its text is safe already. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** What selectors hand to the components: one line of the screen. */
export type Line = readonly Span[];

/** Lines one below the other in a place of this size, in cells and in lines. */
export interface Block {
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

export const span = (text: string, tone: Tone = 'plain'): Span => ({ text, tone });

/** The line's text without its tones. */
export const textOf = (line: Line): string => line.map((part) => part.text).join('');

/** The same line in as few spans as its tones allow: each one is an element to lay out and to draw. */
export function joinTones(line: Line): Line {
  const joined: Span[] = [];
  for (const part of line) {
    const last = joined.at(-1);
    if (last?.tone === part.tone) joined[joined.length - 1] = span(last.text + part.text, part.tone);
    else joined.push(part);
  }
  return joined;
}

/** At most `width` cells of a line. */
export function cutLine(line: Line, width: number): Line {
  const kept: Span[] = [];
  let left = width;
  for (const part of line) {
    if (left <= 0) break;
    const text = truncate(part.text, left);
    kept.push({ text, tone: part.tone });
    left -= cells(text);
    if (text !== part.text) break;
  }
  return kept;
}

/** Two lines on one, at its two ends; the right one is left out where the left one needs its place. */
export function spread(left: Line, right: Line, width: number): Line {
  const gap = width - cells(textOf(left)) - cells(textOf(right));
  return gap < 2 ? cutLine(left, width) : [...left, span(' '.repeat(gap)), ...right];
}

/** As many of the parts, in order, as fit `width` cells with `between` between them. */
export function joinFitting(parts: readonly Line[], between: string, width: number): Line {
  const joined: Span[] = [];
  let used = 0;
  for (const part of parts) {
    const size = cells(textOf(part)) + (joined.length === 0 ? 0 : cells(between));
    if (used + size > width) break;
    if (joined.length > 0) joined.push(span(between, 'dim'));
    joined.push(...part);
    used += size;
  }
  return joined;
}
