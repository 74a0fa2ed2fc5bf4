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

/** As many of the last entries as have `characters` in all; the newest one at least, cut at that. */
function lastEntries(log: readonly string[], characters: number): string[] {
  const kept: string[] = [];
  let left = characters;
  for (let index = log.length - 1; index >= 0 && left > 0; index--) {
    const entry = (log[index] ?? '').slice(0, left);
    kept.unshift(entry);
    left -= entry.length + 1;
  }
  return kept;
}

/** The end of a worker's log, wrapped: its last `characters`, which bounds what one frame costs. */
export function wrappedLog(log: readonly string[], width: number, characters: number): readonly Line[] {
  return lastEntries(log, characters)
    .flatMap((entry) => safeLines(entry))
    .flatMap((text) => wrap(text, width))
    .map((text) => [span(text)]);
}
