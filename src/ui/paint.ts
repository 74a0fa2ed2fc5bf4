import { cells } from './fit.ts';
import type { Line } from './line.ts';
import { cutLine, textOf } from './line.ts';
import type { Theme, Tone } from './theme.ts';
import { lookOf } from './theme.ts';

/** Select graphic rendition (ECMA-48): what switches a look on, and what switches it off again. */
const CODES = {
  bold: ['\u001b[1m', '\u001b[22m'],
  dim: ['\u001b[2m', '\u001b[22m'],
  red: ['\u001b[31m', '\u001b[39m'],
  green: ['\u001b[32m', '\u001b[39m'],
  yellow: ['\u001b[33m', '\u001b[39m'],
  cyan: ['\u001b[36m', '\u001b[39m'],
} as const;

function paintText(text: string, tone: Tone, theme: Theme): string {
  if (!theme.styles) return text;
  const { colour, weight } = lookOf(tone);
  const [bold, thin] = weight === null ? ['', ''] : CODES[weight];
  const [on, off] = colour === null || !theme.colours ? ['', ''] : CODES[colour];
  return `${bold}${on}${text}${off}${thin}`;
}

/** A line as a terminal takes it, of at most `width` cells. */
function paintLine(line: Line, theme: Theme, width: number): string {
  const fitting = cells(textOf(line)) <= width ? line : cutLine(line, width);
  const parts = fitting.map((part) => part.text);
  // Blanks at the end show nothing, and each one would be looked at and sent again with every frame.
  for (let last = parts.length - 1; last >= 0; last--) {
    parts[last] = (parts[last] ?? '').trimEnd();
    if (parts[last] !== '') break;
  }
  return parts
    .map((text, index) => (text === '' ? '' : paintText(text, fitting[index]?.tone ?? 'plain', theme)))
    .join('');
}

/** Paints lines for one theme and width. A line that is the very same as before is not painted again. */
export function painter(theme: Theme, width: number): (line: Line) => string {
  const painted = new WeakMap<Line, string>();
  return (line) => {
    const known = painted.get(line);
    if (known !== undefined) return known;
    const text = paintLine(line, theme, width);
    painted.set(line, text);
    return text;
  };
}
