import type { Event } from './event.ts';
import { isEphemeral, workerOf } from './event.ts';
import { reduceRun } from './reduce-run.ts';
import { createWorker, reduceWorker, waitForParts } from './reduce-worker.ts';
import type { RunState, WorkerState } from './state.ts';

/**
 * The state of one run: the run's own record, and a record for each worker. The records are immutable and replaced
 * by pure reducers; the map between them is not copied, so that an event costs the same for 18 workers and for 1,000.
 */
export interface State {
  run: RunState | null;
  readonly workers: Map<string, WorkerState>;
}

export const emptyState = (): State => ({ run: null, workers: new Map() });

/** Brings the state up to date with one event. Each record skips what it already holds, so a journal can be replayed. */
export function applyEvent(state: State, event: Event): void {
  if (event.type === 'run-created') {
    for (const facts of event.workers) {
      if (!state.workers.has(facts.id)) state.workers.set(facts.id, createWorker(facts));
    }
  }
  if (event.type === 'workers-added') addWorkers(state, event);
  const id = workerOf(event) ?? workerOfAnswer(state, event);
  const before = id === null ? undefined : state.workers.get(id);
  const after = before === undefined || isKnown(before, event) ? before : reduceWorker(before, event);
  if (id !== null && after !== undefined && after !== before) state.workers.set(id, after);
  if (state.run === null || !isKnown(state.run, event))
    state.run = reduceRun(state.run, event, before, after);
}

/** Each record is made once, whether the event is new or replayed. */
function addWorkers(state: State, event: Extract<Event, { type: 'workers-added' }>): void {
  for (const { facts, instruction } of event.added) {
    if (!state.workers.has(facts.id))
      state.workers.set(facts.id, { ...createWorker(facts), instruction, seq: event.seq });
  }
  const parent = event.inPlaceOf === null ? undefined : state.workers.get(event.inPlaceOf);
  if (parent === undefined || event.seq <= parent.seq) return;
  const parts = event.added.map(({ facts }) => facts.id);
  state.workers.set(parent.facts.id, { ...waitForParts(parent, parts), seq: event.seq });
}

/** An answer names its approval; the approval names the worker that waits for it. */
function workerOfAnswer(state: State, event: Event): string | null {
  if (event.type !== 'approval-answered') return null;
  return state.run?.approvals.find((approval) => approval.id === event.id)?.worker ?? null;
}

/**
 * Whether a record holds an event already. Streams carry the number of the event before them, and are never replayed.
 */
function isKnown(record: { readonly seq: number }, event: Event): boolean {
  return !isEphemeral(event) && event.seq <= record.seq;
}
