import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Event, EventBody } from '../../../src/engine/domain/event.ts';
import { applyEvent, emptyState } from '../../../src/engine/domain/reduce.ts';
import { openJournal, readJournal } from '../../../src/engine/store/journal.ts';
import { createRecorder } from '../../../src/engine/store/recorder.ts';
import { restore, settle } from '../../../src/engine/store/restore.ts';
import { lockRun, runHolder } from '../../../src/engine/store/run-lock.ts';
import { openSnapshot } from '../../../src/engine/store/snapshot.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { aFacts, anApproval, aReport, START, workerId } from '../../support/fake-run.ts';
import { errorOf, valueOf } from '../../support/rig.ts';
import { tempFolder, writeFiles } from '../../support/temp.ts';

const one = workerId(1);
const BASE = 'b'.repeat(40);
const COMMIT = 'c'.repeat(40);
const PROOF = { verdict: 'proven', proof: [0] } as const;
const created: EventBody = {
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
const started = (worker = one): EventBody => ({
  type: 'attempt-started',
  worker,
  attempt: 1,
  provider: 'openai',
  model: 'm',
  base: BASE,
});
const landing: EventBody = {
  type: 'landing',
  worker: one,
  attempt: 1,
  commit: COMMIT,
  parent: BASE,
  ...PROOF,
};
const accepted: EventBody = { type: 'worker-accepted', worker: one, attempt: 1, commit: COMMIT, ...PROOF };

/** A run's folder with a recorder on it. */
async function bench(runDir = tempFolder(), secrets: readonly string[] = []) {
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

const text = (state: ReturnType<typeof emptyState>): string =>
  JSON.stringify([state.run, ...state.workers.values()]);

describe('the journal', () => {
  it('is there before anybody hears of an event, numbered without gaps; streams are not in it', async () => {
    const { runDir, record, heard, state } = await bench();
    for (const event of [
      created,
      started(),
      { type: 'model-text', worker: one, attempt: 1, text: 'x' } as const,
      accepted,
    ])
      record(event);
    const { events } = readJournal(join(runDir, 'journal.jsonl'));
    expect(events.map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'run-created'],
      [2, 'attempt-started'],
      [3, 'worker-accepted'],
    ]);
    expect(heard).toHaveLength(4);
    expect(state.workers.get(one)?.status.state).toBe('accepted');
  });

  it('loses at most the line that a kill tore, and goes on after the whole ones', async () => {
    const { runDir, record } = await bench();
    record(created);
    record(started());
    const file = join(runDir, 'journal.jsonl');
    const whole = readFileSync(file, 'utf8');
    const torn = whole.split('\n')[1]?.slice(0, -9) ?? '';
    for (const rest of ['{', torn, `${torn.slice(0, 30)}é`, '\u0000\u0000']) {
      writeFileSync(file, whole + rest);
      const next = await bench(runDir);
      next.record({ type: 'attempt-interrupted', worker: one, attempt: 1 });
      next.journal.close();
      const { events } = readJournal(file);
      expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
      expect(readFileSync(file, 'utf8').startsWith(whole)).toBe(true);
    }
  });

  it('holds no secret, whatever part of an event it came in', async () => {
    const { runDir, record, heard } = await bench(undefined, ['sk-secret-value']);
    record(created);
    record({
      type: 'attempt-failed',
      worker: one,
      attempt: 1,
      failure: { reason: 'workspace', detail: 'key sk-secret-value' },
    });
    expect(readFileSync(join(runDir, 'journal.jsonl'), 'utf8')).not.toContain('sk-secret-value');
    expect(JSON.stringify(heard)).not.toContain('sk-secret-value');
  });

  it('keeps what only looks like a key, and the fields that are spelled like a secret', async () => {
    const { runDir, record } = await bench(undefined, ['sk-secret-value', 'paths']);
    const paths = ['src/sk-widgets/part.py', "print('basic functionality works')"];
    const changed: EventBody = { type: 'worktree-changed', worker: one, attempt: 1, paths };
    record(changed);
    record({ ...changed, paths: ['sk-secret-value', 'all paths'] });
    expect(readJournal(join(runDir, 'journal.jsonl')).events).toMatchObject([
      { paths },
      { paths: ['[redacted]', 'all [redacted]'] },
    ]);
  });
});

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

  it('finds the same state after a kill between an answer and what comes of it', async () => {
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

  it('settles what was under way: interrupted, but for a landing that the branch holds', async () => {
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

  it('sends back whom the gate sent back, unless they have gone back or the gate has opened again', async () => {
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

  it('knows how many questions were asked', async () => {
    const { runDir, record } = await bench();
    for (const event of [created, started()]) record(event);
    for (const id of ['A1', 'A2']) record({ type: 'approval-requested', approval: anApproval(id) });
    expect((await restore(runDir)).asked).toBe(2);
  });
});

describe('the snapshot', () => {
  it('writes what changed, a quarter of a second later, one file a worker', async () => {
    const { runDir, record, clock, snapshot } = await bench();
    record(created);
    record(started());
    expect(existsSync(join(runDir, 'run.json'))).toBe(false);
    clock.advance(250);
    await snapshot.close();
    expect(readdirSync(join(runDir, 'workers'))).toEqual([`${one}.json`]);
    const saved = JSON.parse(readFileSync(join(runDir, 'run.json'), 'utf8')) as {
      version: number;
      state: { run: string };
    };
    expect(saved).toMatchObject({ version: 1, state: { run: 'r' } });
    expect(clock.pending()).toBe(0);
  });
});

describe('the lock', () => {
  it('is held by one engine, and free again after it', () => {
    const dir = tempFolder();
    const release = valueOf(lockRun(dir));
    expect(errorOf(lockRun(dir))).toEqual({ pid: process.pid });
    expect(runHolder(dir)).toBe(process.pid);
    release();
    expect(runHolder(dir)).toBeNull();
    valueOf(lockRun(dir))();
    expect(readdirSync(dir)).toEqual([]);
  });

  it('does not count when its process is dead', () => {
    const dir = tempFolder();
    const { pid } = spawnSync('true');
    writeFileSync(join(dir, 'engine.lock'), JSON.stringify({ pid, startedAt: '123' }));
    expect(runHolder(dir)).toBeNull();
    valueOf(lockRun(dir))();
  });

  it.skipIf(!existsSync('/proc'))(
    'does not count when its number has been given to another process since',
    () => {
      const dir = tempFolder();
      const other = spawn('sleep', ['1000'], { stdio: 'ignore' });
      onTestFinished(() => {
        other.kill('SIGKILL');
      });
      writeFileSync(join(dir, 'engine.lock'), JSON.stringify({ pid: other.pid, startedAt: '1' }));
      expect(runHolder(dir)).toBeNull();
      valueOf(lockRun(dir))();
    },
  );

  it('does not count when nobody can read it', () => {
    const dir = tempFolder();
    writeFileSync(join(dir, 'engine.lock'), '');
    valueOf(lockRun(dir))();
  });
});
