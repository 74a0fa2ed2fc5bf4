import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Event } from '../domain/event.ts';

/** The run's events, one JSON object a line, appended before anything acts on them. */
export interface Journal {
  append(event: Event): void;
  close(): void;
}

/** Events that must survive a power cut, not only a killed process, since a restart relies on them. */
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
  let end = length;
  /** Writes a whole line or nothing: on a full disk a write may end early, with or without an error. */
  const write = (line: Buffer): void => {
    try {
      for (let at = 0; at < line.length;) at += writeSync(handle, line, at);
      end += line.length;
    } catch (error) {
      ftruncateSync(handle, end);
      throw error;
    }
  };
  return {
    append(event) {
      write(Buffer.from(`${JSON.stringify(event)}\n`));
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

/** Reads every whole event. A last line without a line end was cut off by a kill, and counts as not written. */
export function readJournal(file: string): JournalContent {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return { events: [], length: 0 };
  }
  const length = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.toString('utf8', 0, length).split('\n');
  const events = lines.flatMap((line, at) => (line === '' ? [] : [parseLine(file, at + 1, line)]));
  return { events, length };
}

/** A damaged line in the middle was not written by an engine, so nothing after it can be trusted. */
function parseLine(file: string, number: number, line: string): Event {
  try {
    return JSON.parse(line) as Event;
  } catch {
    throw new Error(`${file}:${number} is damaged: put the file back from a copy, or start the phase again`);
  }
}
