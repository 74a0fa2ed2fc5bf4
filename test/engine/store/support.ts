import { join } from 'node:path';
import type { Event, EventBody } from '../../../src/engine/domain/event.ts';
import { openJournal } from '../../../src/engine/store/journal.ts';
import { createRecorder } from '../../../src/engine/store/recorder.ts';
import { restore } from '../../../src/engine/store/restore.ts';
import { openSnapshot } from '../../../src/engine/store/snapshot.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { aFacts, workerId } from '../../support/fake-run.ts';
import { tempFolder } from '../../support/temp.ts';

export const one = workerId(1);
export const BASE = 'b'.repeat(40);
export const COMMIT = 'c'.repeat(40);
const PROOF = { verdict: 'proven', proof: [0] } as const;
export const created: EventBody = {
  ...{
    type: 'run-created',
    run: 'r',
    phase: 'p',
    title: 't',
    base: BASE,
    baseBranch: 'main',
    branch: 'wingman/r',
  },
  workers: [aFacts(1), aFacts(2)],
};
export const started = (worker = one): EventBody => ({
  type: 'attempt-started',
  worker,
  attempt: 1,
  provider: 'openai',
  model: 'm',
  base: BASE,
});
export const landing: EventBody = {
  type: 'landing',
  worker: one,
  attempt: 1,
  commit: COMMIT,
  parent: BASE,
  ...PROOF,
};
export const accepted: EventBody = {
  type: 'worker-accepted',
  worker: one,
  attempt: 1,
  commit: COMMIT,
  ...PROOF,
};

/** A run's folder with a recorder on it. */
export async function bench(runDir = tempFolder(), secrets: readonly string[] = []) {
  const clock = fakeClock();
  const restored = await restore(runDir);
  const journal = openJournal(join(runDir, 'journal.jsonl'), restored.journalLength);
  const snapshot = openSnapshot(runDir, restored.state, clock);
  const heard: Event[] = [];
  const { lastSeq, state } = restored;
  const listener = (event: Event): unknown => heard.push(event);
  const { record } = createRecorder({ runDir, state, clock, journal, snapshot, lastSeq, secrets, listener });
  return { clock, runDir, record, snapshot, journal, state, heard };
}
