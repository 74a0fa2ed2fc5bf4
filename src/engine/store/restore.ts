import { join } from 'node:path';
import type { Event, EventBody } from '../domain/event.ts';
import { applyEvent, emptyState, type State } from '../domain/reduce.ts';
import { readJournal } from './journal.ts';
import { loadSnapshot } from './snapshot.ts';

type Landing = Extract<Event, { type: 'landing' }>;

/** A run as it was read from its folder. */
export interface Restored {
  readonly state: State;
  readonly lastSeq: number;
  /** Bytes of the journal that hold whole events. */
  readonly journalLength: number;
  /** Landings whose end was not recorded: the branch tells whether they happened. */
  readonly landings: ReadonlyMap<string, Landing>;
  /** Workers that the gate's last answer sends back and that have not been retried yet. */
  readonly sentBack: ReadonlySet<string>;
  /** How many approvals were ever asked. */
  readonly asked: number;
}

/** Loads the snapshot and replays the journal's tail. An empty folder gives an empty run. */
export async function restore(runDir: string): Promise<Restored> {
  const state = emptyState();
  await loadSnapshot(runDir, state);
  const { events, length } = readJournal(join(runDir, 'journal.jsonl'));
  // The run's counts follow from its workers' changes, event by event: where a worker's file is ahead of the run's,
  // those changes cannot be replayed, and the journal alone is taken.
  const runSeq = state.run?.seq ?? 0;
  if ([...state.workers.values()].some((worker) => worker.seq > runSeq)) {
    state.run = null;
    state.workers.clear();
  }
  const landings = new Map<string, Landing>();
  const sentBack = new Set<string>();
  let asked = 0;
  for (const event of events) {
    applyEvent(state, event);
    if (event.type === 'approval-requested') asked += 1;
    trackLanding(landings, event);
    trackSentBack(sentBack, event);
  }
  return {
    state,
    lastSeq: Math.max(events.at(-1)?.seq ?? 0, state.run?.seq ?? 0),
    journalLength: length,
    landings,
    sentBack,
    asked,
  };
}

function trackLanding(landings: Map<string, Landing>, event: Event): void {
  if (event.type === 'landing') landings.set(event.worker, event);
  if (
    event.type === 'worker-accepted' ||
    event.type === 'attempt-failed' ||
    event.type === 'attempt-interrupted'
  ) {
    landings.delete(event.worker);
  }
}

function trackSentBack(sentBack: Set<string>, event: Event): void {
  if (event.type === 'worker-retried') sentBack.delete(event.worker);
  // A gate that opens again voids the answer to the one before it.
  if (event.type === 'gate-opened') sentBack.clear();
  if (event.type === 'gate-answered' && event.answer.decision === 'rework')
    for (const worker of event.answer.workers) sentBack.add(worker);
}

/**
 * The events that an engine records first when it takes a run over. Every attempt under way is interrupted, except one
 * whose commit the branch holds already: that one is accepted. Workers that the gate sent back are retried.
 */
export function settle(restored: Restored, branchTip: string): readonly EventBody[] {
  const settled: EventBody[] = [];
  for (const worker of restored.state.workers.values()) {
    const last = worker.attempts.at(-1);
    if (last === undefined || last.outcome !== null) continue;
    const { id } = worker.facts;
    const landing = restored.landings.get(id);
    const hasLanded =
      landing !== undefined && landing.attempt === last.number && landing.commit === branchTip;
    settled.push(
      hasLanded
        ? {
            type: 'worker-accepted',
            worker: id,
            attempt: last.number,
            commit: landing.commit,
            verdict: landing.verdict,
            proof: landing.proof,
          }
        : { type: 'attempt-interrupted', worker: id, attempt: last.number },
    );
  }
  for (const worker of restored.sentBack) {
    if (restored.state.workers.has(worker))
      settled.push({ type: 'worker-retried', worker, why: 'sent back at the review' });
  }
  return settled;
}
