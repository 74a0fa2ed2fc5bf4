import { cells } from '../ui/fit.ts';
import { safeLines, safeText } from '../ui/safe-text.ts';

/** Prints one line to stdout; nothing in it reaches the terminal as more than text. */
export function printLine(text = ''): void {
  process.stdout.write(`${safeText(text)}\n`);
}

/** Prints text of several lines to stdout, each of them safe. */
export function printText(text: string): void {
  process.stdout.write(`${safeLines(text.replace(/\n$/, '')).join('\n')}\n`);
}

/** What JSON leaves as it is and a terminal would act on: written as `\\uXXXX`, which is the same JSON. */
const UNSAFE_IN_JSON = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g;

/** One value as one line of JSON (or as a person reads it, with `indent`). */
export function toJson(value: unknown, indent = 0): string {
  const text = JSON.stringify(value, null, indent);
  return text.replace(UNSAFE_IN_JSON, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Prints one value as one line of JSON on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${toJson(value)}\n`);
}

/** Prints rows under their titles in columns as wide as they need; the last column is not padded. */
export function printTable(titles: readonly string[], rows: readonly (readonly string[])[]): void {
  const safe = [titles, ...rows].map((row) => row.map(safeText));
  const widths = titles.map((_, column) => Math.max(...safe.map((row) => cells(row[column] ?? ''))));
  for (const row of safe) {
    const line = row.map((text, column) => text + ' '.repeat((widths[column] ?? 0) - cells(text))).join('  ');
    process.stdout.write(`${line.trimEnd()}\n`);
  }
}
