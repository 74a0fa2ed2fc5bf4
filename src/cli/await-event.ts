import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { sleep, systemClock } from '../engine/domain/clock.ts';
import type { Event } from '../engine/domain/event.ts';
import { runHolder } from '../engine/store/run-lock.ts';
import type { OpenedRun } from './open-saved.ts';

const POLL_MS = 200;

/**
 * Follows the journal of a run that an engine is at work on, from where it was read, until `find` returns a value for
 * an event. Null when the limit passes, or the engine ends, without one.
 */
export async function awaitEvent<T>(
  opened: Pick<OpenedRun, 'runDir' | 'journalLength'>,
  limitMs: number,
  find: (event: Event) => T | null,
): Promise<T | null> {
  const read = followJournal(join(opened.runDir, 'journal.jsonl'), opened.journalLength);
  const limit = AbortSignal.timeout(limitMs);
  for (;;) {
    // The lock is checked before the journal is read, so that the last event of an engine that ends is not missed.
    const isOver = runHolder(opened.runDir) === null || limit.aborted;
    for (const event of read()) {
      const found = find(event);
      if (found !== null) return found;
    }
    if (isOver) return null;
    await sleep(systemClock, POLL_MS, limit);
  }
}

/** Each call gives the whole events that were appended since the last one. */
function followJournal(file: string, from: number): () => readonly Event[] {
  let offset = from;
  return () => {
    const handle = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(Math.max(0, fstatSync(handle).size - offset));
      const got = bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, offset));
      const whole = got.lastIndexOf(0x0a) + 1;
      offset += whole;
      const lines = got.toString('utf8', 0, whole).split('\n');
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Event);
    } finally {
      closeSync(handle);
    }
  };
}
