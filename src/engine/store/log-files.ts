import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../domain/clock.ts';

/** Logs that only people read. */
export interface LogFiles {
  /** Appends, a tenth of a second later: an answer streams thousands of pieces. */
  add(file: string, text: string): void;
  /** Writes what is left. */
  close(): void;
}

const DELAY_MS = 100;

export function openLogFiles(clock: Clock): LogFiles {
  const waiting = new Map<string, string[]>();
  let cancel: (() => void) | null = null;
  const flush = (): void => {
    cancel = null;
    for (const [file, texts] of waiting) append(file, texts.join(''));
    waiting.clear();
  };
  return {
    add(file, text) {
      const texts = waiting.get(file);
      if (texts === undefined) waiting.set(file, [text]);
      else texts.push(text);
      cancel ??= clock.after(DELAY_MS, flush);
    },
    close() {
      cancel?.();
      flush();
    },
  };
}

/** A full disk is no reason to stop the run: output that a verdict rests on is kept elsewhere. */
function append(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, text);
  } catch {
    // Nobody is waiting who could be told.
  }
}
