import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EventBody } from '../../../src/engine/domain/event.ts';
import type { WorkerSpec } from '../../support/phase-files.ts';
import { asAnswer, journalOf, makeRig, type Rig, type RunningEngine } from '../../support/rig.ts';

const WORKERS: readonly WorkerSpec[] = [1, 2].map((number) => ({
  number,
  files: { [`part_${number}.py`]: `VALUE = ${number}\n` },
  checks: `python3 -c "import part_${number} as part; assert part.VALUE == ${number}"`,
}));

/** A run of two workers that waits at its gate; every answer of the model says which it is. */
async function atGate(): Promise<{ rig: Rig; runDir: string }> {
  const rig = await makeRig({
    workers: WORKERS,
    replies: (worker, n) => {
      const number = Number(worker.slice(-3));
      return asAnswer(`part_${number}.py`, `VALUE = ${number}\n# version ${n}\n`);
    },
  });
  const run = await rig.start({ gate: 'stop' });
  expect(await run.finished).toMatchObject({ outcome: 'waiting', result: { at: 'gate' } });
  return { rig, runDir: run.prepared.runDir };
}

/** What an engine leaves that is killed right after it recorded these. */
function killedAfter(runDir: string, ...events: readonly EventBody[]): void {
  const last = journalOf(runDir).at(-1);
  if (last === undefined) throw new Error('the journal is empty');
  const lines = events.map((event, at) => JSON.stringify({ ...event, seq: last.seq + at + 1, at: last.at }));
  appendFileSync(join(runDir, 'journal.jsonl'), lines.map((line) => `${line}\n`).join(''));
}

const rework: EventBody = {
  type: 'gate-answered',
  answer: { decision: 'rework', workers: ['WORKER_001', 'WORKER_002'] },
  by: 'tester',
};
const retried: EventBody = { type: 'worker-retried', worker: 'WORKER_001', why: 'sent back at the review' };

const attempted = (run: RunningEngine): string[] =>
  run
    .all('attempt-started')
    .map((event) => `${event.worker} ${event.attempt}`)
    .sort();

describe('an engine that is killed right after the gate sent workers back', () => {
  it.each([
    ['before any of them had gone back', [rework]],
    ['when one of them had gone back', [rework, retried]],
  ] as const)('%s, leaves a run that sends all of them back, once', async (_, events) => {
    const { rig, runDir } = await atGate();
    killedAfter(runDir, ...events);
    const again = await rig.resume(runDir, { gate: 'stop' });
    expect(await again.finished).toMatchObject({ outcome: 'waiting', result: { at: 'gate' } });
    // Before anything else: what a second attempt failed of says more than what is missing on the branch.
    expect(again.all('attempt-failed').map(({ worker, failure }) => ({ worker, failure }))).toEqual([]);
    expect(attempted(again)).toEqual(['WORKER_001 2', 'WORKER_002 2']);
    const { branch } = again.handle.run();
    for (const part of ['part_1.py', 'part_2.py'])
      expect(rig.repo.git('show', `${branch}:${part}`)).toContain('version 2');
    const third = await rig.resume(runDir, { gate: 'stop' });
    await third.finished;
    expect(third.all('attempt-started')).toEqual([]);
  });
});

describe('an engine that is killed while paused at the gate', () => {
  it('leaves no pause behind: the next one does what its answer asks for', async () => {
    const { rig, runDir } = await atGate();
    killedAfter(runDir, { type: 'run-paused' });
    const answer = { decision: 'rework', workers: ['WORKER_002'] } as const;
    const again = await rig.resume(runDir, { gate: 'stop', gateAnswer: { answer, by: 'tester' } });
    expect(again.handle.run().paused).toBe(false);
    await again.finished;
    expect(attempted(again)).toEqual(['WORKER_002 2']);
  });
});
