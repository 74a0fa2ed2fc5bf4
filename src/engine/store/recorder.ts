import { join } from 'node:path';
import type { Clock } from '../domain/clock.ts';
import { isEphemeral, workerOf, type Event, type EventBody } from '../domain/event.ts';
import { redactKnownSecrets } from '../secrets/redact.ts';
import { applyEvent, type State } from '../domain/reduce.ts';
import type { Journal } from './journal.ts';
import type { Snapshot } from './snapshot.ts';
import { createLogBuffer, type LogBuffer } from './log-buffer.ts';
import { openLogFiles } from './log-files.ts';

/** The only writer of a run: every event goes through it, in one order. */
export interface Recorder {
  readonly record: (event: EventBody) => void;
  readonly logs: LogBuffer;
  /** Writes what is left of the logs. */
  close(): void;
}

export interface RecorderOptions {
  readonly runDir: string;
  readonly state: State;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly snapshot: Snapshot;
  /** The number of the last event in the journal. */
  readonly lastSeq: number;
  readonly secrets: readonly string[];
  readonly listener: (event: Event) => void;
}

/**
 * Writes the journal first, then updates state, files and listeners, so that nobody acts on an event that is not on
 * record.
 */
export function createRecorder(options: RecorderOptions): Recorder {
  const { state, clock, journal, snapshot, secrets, runDir } = options;
  const logs = createLogBuffer();
  const files = openLogFiles(clock);
  let seq = options.lastSeq;
  const keepText = (event: Event): void => {
    if (event.type === 'stage-output') files.add(join(runDir, 'logs', `${event.stage}.log`), event.text);
    if (event.type !== 'model-text' && event.type !== 'check-output') return;
    if (event.text === '') return;
    logs.add(event.worker, event.text);
    files.add(join(runDir, 'logs', `${event.worker}.log`), event.text);
  };
  return {
    logs,
    close: () => files.close(),
    record(body) {
      const isStream = isEphemeral(body);
      if (!isStream) seq += 1;
      const event = withoutSecrets({ ...body, seq, at: clock.now() }, secrets);
      if (!isStream) journal.append(event);
      const run = state.run;
      const worker = workerOf(event) ?? askerOf(event, run);
      applyEvent(state, event);
      if (isStream) keepText(event);
      else {
        if (worker !== null) snapshot.touch(worker);
        for (const id of changedBeside(event)) snapshot.touch(id);
        if (state.run !== run) snapshot.touch(null);
      }
      options.listener(event);
    },
  };
}

/** The workers that an event changes although it names no single one. */
function changedBeside(event: Event): readonly string[] {
  if (event.type !== 'workers-added') return [];
  const added = event.added.map(({ facts }) => facts.id);
  return event.inPlaceOf === null ? added : [...added, event.inPlaceOf];
}

/**
 * The worker whose approval was answered. Its file must not be older than the run's, in which the approval is gone: a
 * restart could not find the worker any more.
 */
function askerOf(event: Event, run: State['run']): string | null {
  if (event.type !== 'approval-answered') return null;
  return run?.approvals.find((approval) => approval.id === event.id)?.worker ?? null;
}

/**
 * Removes secrets, such as a key that a server echoes, from one event. A key that a stream splits between two events is
 * not found; no child process has a key to print.
 */
function withoutSecrets(event: Event, secrets: readonly string[]): Event {
  if (secrets.length === 0) return event;
  // Streams are frequent, so only their text is searched.
  if ('text' in event && !secrets.some((secret) => event.text.includes(secret))) return event;
  const text = JSON.stringify(event);
  if (redactKnownSecrets(text, secrets) === text) return event;
  // Values only: a secret that is spelled like a field's name must not change the name.
  const clean = (_: string, value: unknown): unknown =>
    typeof value === 'string' ? redactKnownSecrets(value, secrets) : value;
  return JSON.parse(text, clean) as Event;
}
