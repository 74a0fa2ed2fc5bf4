import type { ApprovalEvent } from './approval-event.ts';
import type { AttemptEvent } from './attempt-event.ts';
import type { RunEvent } from './run-event.ts';
import type { WorkerEvent } from './worker-event.ts';

/**
 * Everything that can happen in a run. The reducer, the store, the screen, the JSON output and the report consume
 * these and nothing else.
 */
export type EventBody = RunEvent | WorkerEvent | OfAttempt<AttemptEvent> | ApprovalEvent;

/** An event with its number and its time: `seq` counts from 1 without gaps over the journal, `at` is epoch ms. */
export type Event = EventBody & { readonly seq: number; readonly at: number };

/** What happens in one attempt of one worker; attempts count from 1. */
type OfAttempt<E> = E extends unknown ? E & { readonly worker: string; readonly attempt: number } : never;

/**
 * Whether an event is a stream of output, which reaches the screen and the logs but is neither journaled nor replayed.
 */
export function isEphemeral(event: EventBody): boolean {
  return event.type === 'model-text' || event.type === 'check-output' || event.type === 'stage-output';
}

/** The worker that an event is about, or null for the run's own. */
export function workerOf(event: EventBody): string | null {
  if ('worker' in event) return event.worker;
  return event.type === 'approval-requested' ? event.approval.worker : null;
}
