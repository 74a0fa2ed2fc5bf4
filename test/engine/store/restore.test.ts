import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EventBody } from '../../../src/engine/domain/event.ts';
import { applyEvent, emptyState } from '../../../src/engine/domain/reduce.ts';
import { restore, settle } from '../../../src/engine/store/restore.ts';
import { anApproval, aReport, START, workerId } from '../../support/fake-run.ts';
import { tempFolder, writeFiles } from '../../support/temp.ts';
import { accepted, BASE, bench, COMMIT, created, landing, one, started } from './support.ts';

const text = (state: ReturnType<typeof emptyState>): string =>
  JSON.stringify([state.run, ...state.workers.values()]);

describe('a restart', () => {
  const life: readonly EventBody[] = [
    created,
    { type: 'run-started', resumed: false, pid: 1 },
    started(),
    landing,
    accepted,
    started(workerId(2)),
  ];
  const whole = emptyState();
  for (const [at, event] of life.entries()) applyEvent(whole, { ...event, seq: at + 1, at: START });

  it('finds the same state from the journal alone, and from a snapshot of any age', async () => {
    for (let saved = 0; saved <= life.length; saved += 1) {
      const first = await bench();
      for (const event of life.slice(0, saved)) first.record(event);
      await first.snapshot.close();
      first.journal.close();
      const file = join(first.runDir, 'journal.jsonl');
      for (const [at, event] of life.entries()) {
        if (at >= saved) appendFileSync(file, `${JSON.stringify({ ...event, seq: at + 1, at: START })}\n`);
      }
      expect(text((await restore(first.runDir)).state)).toBe(text(whole));
    }
  });

  it('finds the same state when a worker was saved later than the run: a kill between the two files', async () => {
    const runDir = tempFolder();
    const early = emptyState();
    applyEvent(early, { ...created, seq: 1, at: START });
    const files = Object.fromEntries(
      [...whole.workers].map(([id, state]) => [`workers/${id}.json`, JSON.stringify({ version: 1, state })]),
    );
    const journal = life
      .map((event, at) => `${JSON.stringify({ ...event, seq: at + 1, at: START })}\n`)
      .join('');
    writeFiles(runDir, {
      ...files,
      'run.json': JSON.stringify({ version: 1, state: early.run }),
      'journal.jsonl': journal,
    });
    expect(text((await restore(runDir)).state)).toBe(text(whole));
  });

  it('finds the same state after a kill between an answer and its effect', async () => {
    const first = await bench();
    const approval = anApproval('1');
    const asked: readonly EventBody[] = [created, started(), { type: 'approval-requested', approval }];
    for (const event of asked) first.record(event);
    await first.snapshot.close();
    first.journal.close();
    const second = await bench(first.runDir);
    second.record({ type: 'approval-answered', id: '1', answer: { type: 'approved', by: 'tester' } });
    await second.snapshot.close();
    second.journal.close();
    expect(text((await restore(first.runDir)).state)).toBe(text(second.state));
  });

  it('refuses files of a newer format, saying so', async () => {
    const runDir = tempFolder();
    writeFiles(runDir, { 'run.json': JSON.stringify({ version: 99, state: null }) });
    await expect(restore(runDir)).rejects.toThrow(/newer Wingman/);
  });

  it('interrupts attempts under way, except a landing that the branch holds', async () => {
    const cut = async (events: readonly EventBody[], tip: string): Promise<readonly string[]> => {
      const { runDir, record } = await bench();
      for (const event of events) record(event);
      return settle(await restore(runDir), tip).map((event) => event.type);
    };
    expect(await cut([created, started()], BASE)).toEqual(['attempt-interrupted']);
    expect(await cut([created, started(), landing], BASE)).toEqual(['attempt-interrupted']);
    expect(await cut([created, started(), landing], COMMIT)).toEqual(['worker-accepted']);
    expect(await cut([created, started(), landing, accepted], COMMIT)).toEqual([]);
    expect(await cut([created, started(), landing, accepted, started(workerId(2))], COMMIT)).toEqual([
      'attempt-interrupted',
    ]);
  });

  it('sends back the workers that the gate sent back, unless they were retried or the gate has opened again', async () => {
    const two = workerId(2);
    const opened: EventBody = { type: 'gate-opened', report: aReport() };
    const rework: EventBody = {
      type: 'gate-answered',
      answer: { decision: 'rework', workers: [one, two, workerId(9)] },
      by: 'p',
    };
    const back = (worker: string): EventBody => ({ type: 'worker-retried', worker, why: 'x' });
    const cut = async (...events: readonly EventBody[]): Promise<readonly unknown[]> => {
      const { runDir, record } = await bench();
      for (const event of [created, opened, ...events]) record(event);
      return settle(await restore(runDir), BASE).map(
        (event) => event.type === 'worker-retried' && event.worker,
      );
    };
    expect(await cut()).toEqual([]);
    expect(await cut(rework)).toEqual([one, two]);
    expect(await cut(rework, back(one))).toEqual([two]);
    expect(await cut(rework, back(one), back(two))).toEqual([]);
    expect(await cut(rework, opened)).toEqual([]);
    expect(await cut({ type: 'gate-answered', answer: { decision: 'approve' }, by: 'p' })).toEqual([]);
  });

  it('knows how many approvals were asked', async () => {
    const { runDir, record } = await bench();
    for (const event of [created, started()]) record(event);
    for (const id of ['A1', 'A2']) record({ type: 'approval-requested', approval: anApproval(id) });
    expect((await restore(runDir)).asked).toBe(2);
  });
});
