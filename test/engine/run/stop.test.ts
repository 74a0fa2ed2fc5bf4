import { describe, expect, it } from 'vitest';
import type { Event } from '../../../src/engine/domain/event.ts';
import { restore } from '../../../src/engine/store/restore.ts';
import type { WorkerSpec } from '../../support/phase-files.ts';
import { asAnswer, errorOf, journalOf, makeRig, type RunningEngine } from '../../support/rig.ts';
import { startEngine } from '../../../src/engine/run/engine.ts';
import { systemClock } from '../../../src/engine/domain/clock.ts';

const chain = (count: number): WorkerSpec[] =>
  Array.from({ length: count }, (_, at) => ({
    number: at + 1,
    files: { [`part_${at + 1}.py`]: `VALUE = ${at + 1}\n` },
    checks: `python3 -c "import part_${at + 1} as part; assert part.VALUE == ${at + 1}"`,
    after: at === 0 ? [] : [at],
  }));

/** What a journal must show whatever happened: each worker accepted once, and never at work again after that. */
function expectAcceptedOnce(events: readonly Event[], workers: number): void {
  const accepted = new Set<string>();
  for (const event of events) {
    if (event.type === 'attempt-started') expect(accepted).not.toContain(event.worker);
    if (event.type !== 'worker-accepted') continue;
    expect(accepted).not.toContain(event.worker);
    accepted.add(event.worker);
  }
  expect(accepted.size).toBe(workers);
}

/** The workers that attempts have begun for, in order. */
const started = (run: RunningEngine): string[] => run.all('attempt-started').map(({ worker }) => worker);

const MOMENTS = [
  'attempt-started',
  'model-requested',
  'answer-read',
  'attempt-committed',
  'verify-queued',
  'checks-started',
  'checks-finished',
  'landing',
  'worker-accepted',
] as const;

describe('a stop', () => {
  it.each(MOMENTS)('at "%s" ends cleanly and resumably; nothing accepted runs again', async (moment) => {
    const rig = await makeRig({ workers: chain(2) });
    const run = await rig.start({
      onEvent: (event, engine) => {
        if (event.type === moment) engine.handle.send({ type: 'stop', cause: 'SIGTERM' });
      },
    });
    expect(await run.finished).toMatchObject({ outcome: 'stopped', exit: 143 });
    expect(rig.repo.git('worktree', 'list').split('\n')).toHaveLength(1);
    const { state } = await restore(run.prepared.runDir);
    expect(state.run?.status).toMatchObject({ type: 'stopped', cause: 'SIGTERM' });
    const again = await rig.resume(run.prepared.runDir);
    expect(await again.finished).toMatchObject({ outcome: 'merged', workers: 2, skipped: 0 });
    expectAcceptedOnce(journalOf(run.prepared.runDir), 2);
  });

  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('by %s has the exit status %i', async (cause, exit) => {
    const rig = await makeRig({ workers: chain(1) });
    const run = await rig.start();
    run.handle.send({ type: 'stop', cause });
    expect(await run.finished).toMatchObject({ outcome: 'stopped', exit });
  });

  it('while an approval is open leaves no approval behind; the next engine asks again under a new id', async () => {
    const [first] = chain(1);
    const rig = await makeRig({
      workers: [{ ...first!, checks: 'test -f part_1.py\nrm -r nothing || true' }],
    });
    const run = await rig.start({
      onEvent: (event, engine) => {
        if (event.type === 'approval-requested') engine.handle.send({ type: 'stop', cause: 'SIGTERM' });
      },
    });
    await run.finished;
    expect((await restore(run.prepared.runDir)).state.run?.approvals).toEqual([]);
    const again = await rig.resume(run.prepared.runDir, {
      onEvent: (event, engine) => {
        if (event.type === 'approval-requested')
          engine.handle.send({ type: 'approve', id: event.approval.id, hash: event.approval.hash, by: 'x' });
      },
    });
    expect(await again.finished).toMatchObject({ outcome: 'merged' });
    expect(
      journalOf(run.prepared.runDir).filter((event) => event.type === 'approval-requested'),
    ).toMatchObject([{ approval: { id: 'A1' } }, { approval: { id: 'A2' } }]);
  });

  it('while an approval of the phase itself is open leaves no approval behind', async () => {
    const rig = await makeRig({ workers: chain(1), phaseYaml: 'test: rm -r nothing || true\n' });
    const run = await rig.start({
      onEvent: (event, engine) => {
        if (event.type === 'approval-requested') engine.handle.send({ type: 'stop', cause: 'SIGTERM' });
      },
    });
    await run.finished;
    const again = await rig.resume(run.prepared.runDir, {
      gate: 'stop',
      onEvent: (event, engine) => {
        if (event.type === 'approval-requested')
          engine.handle.send({ type: 'approve', id: event.approval.id, hash: event.approval.hash, by: 'x' });
      },
    });
    await again.finished;
    expect(again.handle.run().approvals).toEqual([]);
  });
});

describe('a pause', () => {
  it('starts no further worker, and does not open the gate before the rest has run', async () => {
    const [first, second, third] = chain(3);
    let answerThird: () => void = () => undefined;
    const firstAccepted = new Promise<void>((resolve) => (answerThird = resolve));
    const rig = await makeRig({
      workers: [first!, second!, { ...third!, after: [] }],
      // The third worker is answered only after the first is accepted: it ends after all that follows from that.
      replies: async (worker) => {
        if (worker === 'WORKER_003') await firstAccepted;
        const number = Number(worker.slice(-3));
        return asAnswer(`part_${number}.py`, `VALUE = ${number}`);
      },
    });
    const run = await rig.start({
      onEvent: (event, engine) => {
        if (event.type === 'model-requested') engine.handle.send({ type: 'pause' });
        if (event.type === 'worker-accepted' && event.worker === 'WORKER_001') answerThird();
      },
    });
    await run.until('evidence-sealed', ({ worker }) => worker === 'WORKER_003');
    expect(started(run).sort()).toEqual(['WORKER_001', 'WORKER_003']);
    run.handle.send({ type: 'unpause' });
    expect(await run.finished).toMatchObject({ outcome: 'merged', workers: 3, skipped: 0 });
    expect(run.all('stage-finished').find(({ stage }) => stage === 'build')).toMatchObject({
      detail: '3 of 3 accepted',
    });
  });
});

describe('the gate', () => {
  it('that sends a worker back does so once, and then waits for its next answer', async () => {
    const rig = await makeRig({
      workers: chain(1),
      replies: (_, n) => `**part_1.py**\n\n\`\`\`python\nVALUE = 1\n# version ${n}\n\`\`\`\n`,
    });
    const run = await rig.start({ gate: 'stop' });
    await run.finished;
    let opened = 0;
    const gateAnswer = { answer: { decision: 'rework', workers: ['WORKER_001'] }, by: 'tester' } as const;
    const again = await rig.resume(run.prepared.runDir, {
      gate: 'stop',
      gateAnswer,
      onEvent: (event, engine) => {
        if (event.type !== 'gate-opened') return;
        opened += 1;
        // An engine that takes the one answer for an answer to every gate would never end.
        if (opened > 2) engine.handle.send({ type: 'stop', cause: 'key' });
      },
    });
    await again.finished;
    expect(opened).toBe(1);
    expect(again.all('worker-accepted')).toHaveLength(1);
    expect(rig.repo.git('show', `${again.handle.run().branch}:part_1.py`)).toContain('version 2');
  });

  it('that waits for a person takes the answer, and keeps the branch of a rejected phase', async () => {
    const rig = await makeRig({ workers: chain(1) });
    const run = await rig.start({ gate: 'ask' });
    await run.until('gate-opened');
    run.handle.send({ type: 'gate', answer: { decision: 'reject' }, by: 'p' });
    const end = await run.finished;
    expect(end).toMatchObject({ outcome: 'rejected', exit: 1, result: { why: 'rejected by p' } });
    expect(rig.repo.git('rev-parse', end.branch)).toBe(end.commit);
  });
});

describe('a second engine', () => {
  it('is refused, naming the process of the first, and does not disturb it', async () => {
    const rig = await makeRig({ workers: chain(2) });
    const run = await rig.start();
    const { saved, runDir, instructions, plan } = run.prepared;
    const second = await startEngine({
      ...{ ...saved, runDir, instructions, plan, providers: rig.providers, secrets: [], cores: 1 },
      ...{ clock: systemClock, gate: 'auto', gateAnswer: null, channels: [], onEvent: () => undefined },
    });
    expect(errorOf(second)).toContain(`process ${process.pid}`);
    expect(await run.finished).toMatchObject({ outcome: 'merged' });
  });
});
