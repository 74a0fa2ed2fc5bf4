import { describe, expect, it } from 'vitest';
import type { Event, EventBody } from '../../../src/engine/domain/event.ts';
import { isEphemeral } from '../../../src/engine/domain/event.ts';
import type { Failure } from '../../../src/engine/domain/failure.ts';
import { applyEvent, emptyState, type State } from '../../../src/engine/domain/reduce.ts';
import { createChance, type Chance } from '../../../src/simulator/seeded.ts';
import { aCheck, aFacts, anApproval, aReport, START, workerId } from '../../support/fake-run.ts';

const UNPROVEN = { verdict: 'unproven', proof: [] } as const;
const COMMIT = 'c'.repeat(40);
const red: Failure = { reason: 'check-red', checks: [] };

const created = (workers: number): EventBody => ({
  type: 'run-created',
  run: 'run-1',
  phase: 'p',
  title: 'Phase',
  base: 'b'.repeat(40),
  baseBranch: 'main',
  branch: 'wingman/run-1',
  workers: Array.from({ length: workers }, (_, at) => aFacts(at + 1)),
});

/** Numbers and times the events as the recorder does. */
function number(bodies: readonly EventBody[]): readonly Event[] {
  let seq = 0;
  return bodies.map((body, at) => {
    if (!isEphemeral(body)) seq += 1;
    return { ...body, seq, at: START + 1_000 * at };
  });
}

function play(bodies: readonly EventBody[]): State {
  const state = emptyState();
  for (const event of number(bodies)) applyEvent(state, event);
  return state;
}

const attempt = (worker: string, n = 1): EventBody => ({
  ...{ type: 'attempt-started', worker, attempt: n, provider: 'openai' },
  ...{ model: 'm', base: 'b'.repeat(40) },
});
const one = workerId(1);

describe('a worker after an event', () => {
  it('is running from the start of an attempt on, step by step', () => {
    const bodies: EventBody[] = [created(1), attempt(one)];
    const steps: string[] = [];
    const then = (event: EventBody): void => {
      bodies.push(event);
      const status = play(bodies).workers.get(one)?.status;
      steps.push(status?.state === 'running' ? status.step : (status?.state ?? ''));
    };
    then({ type: 'model-requested', worker: one, attempt: 1, request: 1, promptTokens: 10 });
    then({ type: 'model-text', worker: one, attempt: 1, text: 'abc' });
    then({ type: 'model-delayed', worker: one, attempt: 1, fault: 'rate-limit', detail: 'x', delayMs: 1500 });
    then({
      type: 'model-answered',
      worker: one,
      attempt: 1,
      usage: { inputTokens: 5, outputTokens: 7 },
      costUsd: 1,
      durationMs: 3,
    });
    then({
      type: 'answer-read',
      worker: one,
      attempt: 1,
      files: ['a.py'],
      refused: [{ path: '../x', why: 'escapes' }],
    });
    then({ type: 'attempt-committed', worker: one, attempt: 1, commit: COMMIT, tree: COMMIT });
    then({ type: 'verify-queued', worker: one, attempt: 1 });
    then({ type: 'checks-started', worker: one, attempt: 1, purpose: 'attempt', of: one, commit: COMMIT });
    then({ type: 'check-output', worker: one, attempt: 1, text: 'ok' });
    then({ type: 'landing', worker: one, attempt: 1, commit: COMMIT, parent: 'b'.repeat(40), ...UNPROVEN });
    then({ type: 'worker-accepted', worker: one, attempt: 1, commit: COMMIT, ...UNPROVEN });
    expect(steps).toEqual([
      'model',
      'model',
      'model',
      'answer',
      'answer',
      'answer',
      'queue',
      'checks',
      'checks',
      'landing',
      'accepted',
    ]);
    const record = play(bodies).workers.get(one);
    expect(record?.attempts).toMatchObject([
      {
        number: 1,
        requests: 1,
        inputTokens: 5,
        outputTokens: 7,
        costUsd: 1,
        files: ['a.py'],
        commit: COMMIT,
        outcome: { type: 'accepted' },
      },
    ]);
    expect(play(bodies).run).toMatchObject({
      tip: COMMIT,
      totals: { attempts: 1, inputTokens: 5, outputTokens: 7, costUsd: 1 },
    });
  });

  it('keeps its own checks, those before the work apart, and never those of another worker', () => {
    const results = [aCheck(0, { status: 'red', exitCode: 1 })];
    const finished = (purpose: 'before' | 'attempt' | 'regression', of: string): EventBody => ({
      ...{ type: 'checks-finished', worker: one, attempt: 1, purpose, of },
      ...{ commit: COMMIT, results: purpose === 'before' ? results : [aCheck(0)] },
    });
    const state = play([
      created(2),
      attempt(one),
      finished('before', one),
      finished('attempt', one),
      finished('regression', workerId(2)),
    ]);
    const record = state.workers.get(one)?.attempts[0];
    expect(record?.before).toMatchObject([{ status: 'red' }]);
    expect(record?.checks).toMatchObject([{ status: 'green' }]);
    expect(state.workers.get(workerId(2))?.attempts).toEqual([]);
  });

  it("waits again after a failed or an interrupted attempt, and that attempt's approvals are void", () => {
    for (const end of ['attempt-failed', 'attempt-interrupted'] as const) {
      const last: EventBody =
        end === 'attempt-failed'
          ? { type: end, worker: one, attempt: 1, failure: red }
          : { type: end, worker: one, attempt: 1 };
      const asked: EventBody[] = [
        created(1),
        attempt(one),
        { type: 'approval-requested', approval: anApproval('A1') },
      ];
      expect(play(asked)).toMatchObject({ run: { counts: { approval: 1 }, approvals: [{ id: 'A1' }] } });
      const state = play([...asked, last]);
      expect(state.workers.get(one)?.status).toEqual({ state: 'waiting' });
      expect(state.run).toMatchObject({ approvals: [], counts: { waiting: 1, approval: 0 } });
    }
  });

  it('goes on after its approval is answered', () => {
    const state = play([
      created(1),
      attempt(one),
      { type: 'approval-requested', approval: anApproval('A1') },
      { type: 'approval-answered', id: 'A1', answer: { type: 'approved', by: 'p' } },
    ]);
    expect(state.workers.get(one)?.status).toMatchObject({ state: 'running', step: 'queue' });
    expect(state.run?.approvals).toEqual([]);
  });

  it('is escalated, blocked, unblocked and sent back as the events say', () => {
    const bodies: EventBody[] = [
      created(2),
      attempt(one),
      { type: 'attempt-failed', worker: one, attempt: 1, failure: red },
    ];
    bodies.push(
      { type: 'worker-escalated', worker: one, failure: red },
      { type: 'worker-blocked', worker: workerId(2), by: [one] },
    );
    expect(play(bodies).run?.counts).toMatchObject({ escalated: 1, blocked: 1, waiting: 0 });
    bodies.push(
      { type: 'worker-retried', worker: one, why: 'a person' },
      { type: 'worker-unblocked', worker: workerId(2) },
    );
    const state = play(bodies);
    expect(state.run?.counts).toMatchObject({ escalated: 0, blocked: 0, waiting: 2 });
    expect(state.workers.get(one)).toMatchObject({ extraRetries: 1, status: { state: 'waiting' } });
  });

  it('has an unknown cost as soon as one of its requests has', () => {
    const answered = (costUsd: number | null): EventBody => ({
      ...{ type: 'model-answered', worker: one, attempt: 1, costUsd, durationMs: 1 },
      usage: { inputTokens: costUsd, outputTokens: costUsd },
    });
    const asked: EventBody = {
      type: 'model-requested',
      worker: one,
      attempt: 1,
      request: 1,
      promptTokens: 1,
    };
    const state = play([
      created(1),
      attempt(one),
      asked,
      answered(1),
      asked,
      answered(null),
      asked,
      answered(2),
    ]);
    expect(state.workers.get(one)?.attempts[0]).toMatchObject({
      requests: 3,
      costUsd: null,
      outputTokens: null,
    });
    expect(state.run?.totals).toMatchObject({ costUsd: null, outputTokens: 3 });
  });
});

describe('the run after an event', () => {
  it('counts the time of engines at work, not the time between them', () => {
    const state = emptyState();
    const at: readonly (readonly [EventBody, number])[] = [
      [created(1), 0],
      [{ type: 'run-started', resumed: false, pid: 1 }, 1_000],
      [{ type: 'run-stopped', cause: 'SIGTERM' }, 5_000],
      [{ type: 'run-started', resumed: true, pid: 2 }, 100_000],
      [{ type: 'phase-rejected', why: 'x' }, 103_000],
    ];
    for (const [index, [body, ms]] of at.entries())
      applyEvent(state, { ...body, seq: index + 1, at: START + ms });
    expect(state.run).toMatchObject({
      activeMs: 7_000,
      activeSince: null,
      status: { type: 'rejected', why: 'x' },
    });
  });

  it('goes through the gate: opened, obstructed, approved, merged', () => {
    const bodies: EventBody[] = [created(1), { type: 'run-started', resumed: false, pid: 1 }];
    bodies.push(
      { type: 'stage-started', stage: 'test', command: 'make' },
      { type: 'stage-finished', stage: 'test', ok: false, detail: 'd' },
    );
    bodies.push({ type: 'gate-opened', report: aReport() });
    expect(play(bodies).run).toMatchObject({
      status: { type: 'reviewing' },
      stages: { test: { type: 'failed' }, build: { type: 'pending' } },
    });
    bodies.push(
      { type: 'gate-answered', answer: { decision: 'approve' }, by: 'p' },
      { type: 'merge-obstructed', detail: 'a file' },
    );
    expect(play(bodies).run).toMatchObject({ gateAnswer: null, obstruction: 'a file' });
    bodies.push(
      { type: 'gate-answered', answer: { decision: 'approve' }, by: 'p' },
      { type: 'phase-merged', commit: COMMIT, into: 'main', tag: 't' },
    );
    expect(play(bodies).run).toMatchObject({
      obstruction: null,
      merge: { into: 'main' },
      status: { type: 'merged' },
    });
  });

  it('has its stages ahead of it again after rework', () => {
    const state = play([
      created(1),
      { type: 'stage-finished', stage: 'test', ok: true, detail: '' },
      { type: 'gate-opened', report: aReport() },
      { type: 'gate-answered', answer: { decision: 'rework', workers: [one] }, by: 'p' },
    ]);
    expect(state.run).toMatchObject({
      gate: null,
      status: { type: 'running' },
      stages: { test: { type: 'pending' } },
    });
  });

  it('drops the approvals of an earlier engine', () => {
    const asked = anApproval('A1', { kind: 'stage', worker: null, attempt: null });
    const state = play([
      created(1),
      { type: 'run-started', resumed: false, pid: 1 },
      { type: 'approval-requested', approval: asked },
      { type: 'run-started', resumed: true, pid: 2 },
    ]);
    expect(state.run?.approvals).toEqual([]);
  });

  it('is paused and goes on', () => {
    expect(play([created(1), { type: 'run-paused' }]).run?.paused).toBe(true);
    expect(play([created(1), { type: 'run-paused' }, { type: 'run-unpaused' }]).run?.paused).toBe(false);
  });
});

/** A random but possible life of a few workers. */
function randomLife(chance: Chance, workers: number, length: number): EventBody[] {
  const bodies: EventBody[] = [created(workers), { type: 'run-started', resumed: false, pid: 1 }];
  const attempts = new Map<string, number>();
  let asked = 0;
  while (bodies.length < length) {
    const worker = workerId(1 + Math.floor(chance.between(0, workers)));
    const n = attempts.get(worker) ?? 0;
    const status = play(bodies).workers.get(worker)?.status.state;
    if (status === 'waiting') {
      attempts.set(worker, n + 1);
      bodies.push(attempt(worker, n + 1));
    } else if (status === 'running') {
      const approval = anApproval(`A${(asked += 1)}`, { worker, attempt: n });
      const usage = chance.flip()
        ? { inputTokens: 3, outputTokens: 4 }
        : { inputTokens: null, outputTokens: 4 };
      bodies.push(
        chance.pick<EventBody>([
          { type: 'model-requested', worker, attempt: n, request: 1, promptTokens: 1 },
          { type: 'model-text', worker, attempt: n, text: 'text' },
          { type: 'model-answered', worker, attempt: n, usage, costUsd: 0.5, durationMs: 2 },
          {
            type: 'checks-finished',
            worker,
            attempt: n,
            purpose: 'attempt',
            of: worker,
            commit: COMMIT,
            results: [aCheck(0)],
          },
          { type: 'approval-requested', approval },
          { type: 'worker-accepted', worker, attempt: n, commit: COMMIT, ...UNPROVEN },
          { type: 'attempt-failed', worker, attempt: n, failure: red },
          { type: 'attempt-interrupted', worker, attempt: n },
        ]),
      );
    } else if (status === 'approval') {
      const [open] = play(bodies).run?.approvals.filter((approval) => approval.worker === worker) ?? [];
      if (open !== undefined)
        bodies.push({ type: 'approval-answered', id: open.id, answer: { type: 'approved', by: 'p' } });
    } else if (status === 'accepted') {
      bodies.push(
        chance.flip(0.3) ? { type: 'worker-retried', worker, why: 'rework' } : { type: 'run-paused' },
      );
    }
  }
  return bodies;
}

describe('any life of a run', () => {
  const lives = Array.from({ length: 25 }, (_, seed) => randomLife(createChance('life', seed), 4, 60));

  it('has counts that say after every event how many workers are in each state', () => {
    for (const bodies of lives) {
      const state = emptyState();
      for (const event of number(bodies)) {
        applyEvent(state, event);
        const counted: Record<string, number> = {};
        for (const { status } of state.workers.values())
          counted[status.state] = (counted[status.state] ?? 0) + 1;
        const claimed = Object.fromEntries(
          Object.entries(state.run?.counts ?? {}).filter(([, count]) => count !== 0),
        );
        expect(claimed).toEqual(counted);
      }
    }
  });

  it('does not change when its journal is applied again from any event on', () => {
    for (const [seed, bodies] of lives.entries()) {
      const events = number(bodies).filter((event) => !isEphemeral(event));
      const state = emptyState();
      for (const event of events) applyEvent(state, event);
      const once = JSON.stringify([state.run, ...state.workers.values()]);
      const from = Math.floor(createChance('from', seed).between(0, events.length));
      for (const event of events.slice(from)) applyEvent(state, event);
      expect(JSON.stringify([state.run, ...state.workers.values()])).toBe(once);
    }
  });

  it('survives a round trip through JSON', () => {
    for (const bodies of lives) {
      const state = play(bodies);
      const records = [state.run, ...state.workers.values()];
      expect(JSON.parse(JSON.stringify(records))).toStrictEqual(records);
    }
  });

  it('changes only the records that an event is about', () => {
    const state = play([created(3), attempt(one)]);
    const before = [state.workers.get(workerId(2)), state.workers.get(workerId(3))];
    applyEvent(state, { type: 'attempt-interrupted', worker: one, attempt: 1, seq: 3, at: START });
    expect(state.workers.get(workerId(2))).toBe(before[0]);
    expect(state.workers.get(workerId(3))).toBe(before[1]);
  });
});
