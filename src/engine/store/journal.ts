import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Event } from '../event.ts';

/** The run's events, one JSON object a line, appended before anything acts on them. */
export interface Journal {
  append(event: Event): void;
  close(): void;
}

/** What must survive a power cut, not only a killed process: the facts that a restart must not get wrong. */
const SYNCED = new Set<Event['type']>([
  'run-created',
  'landing',
  'worker-accepted',
  'approval-answered',
  'gate-answered',
  'phase-merged',
]);

/** Opens the journal for appending; `length` cuts off a line that a killed engine left half written. */
export function openJournal(file: string, length: number): Journal {
  const handle = openSync(file, 'a', 0o600);
  ftruncateSync(handle, length);
  return {
    append(event) {
      writeSync(handle, `${JSON.stringify(event)}\n`);
      if (SYNCED.has(event.type)) fsyncSync(handle);
    },
    close: () => closeSync(handle),
  };
}

export interface JournalContent {
  readonly events: readonly Event[];
  /** Bytes up to the end of the last whole line. */
  readonly length: number;
}

/** Reads every whole event. A last line without its end is what a kill in mid-write leaves: it never happened. */
export function readJournal(file: string): JournalContent {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return { events: [], length: 0 };
  }
  const length = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.toString('utf8', 0, length).split('\n');
  const events = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Event);
  return { events, length };
}
