import { truncate, wrap } from '../fit.ts';
import type { Line } from '../line.ts';
import { span } from '../line.ts';
import { safeLines } from '../safe-text.ts';

/** A line of a log is cut here before anything looks at it: a model may send megabytes without a line feed. */
const LONGEST = 4000;

/** The last `height` lines of a worker's log, one line of the screen each. */
export function logTail(log: readonly string[], width: number, height: number): readonly Line[] {
  if (height <= 0) return [];
  return log
    .slice(-height)
    .flatMap((entry) => safeLines(entry.slice(0, LONGEST)))
    .slice(-height)
    .map((text) => [span(truncate(text, width))]);
}

/** The last `entries` lines of a worker's log, wrapped. */
export function wrappedLog(log: readonly string[], width: number, entries: number): readonly Line[] {
  return log
    .slice(-entries)
    .flatMap((entry) => safeLines(entry.slice(0, LONGEST)))
    .flatMap((text) => wrap(text, width))
    .map((text) => [span(text)]);
}
