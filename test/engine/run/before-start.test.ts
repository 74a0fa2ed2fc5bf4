import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/engine/domain/command.ts';
import type { WorkerSpec } from '../../support/phase-files.ts';
import { makeRig, type RunningEngine } from '../../support/rig.ts';

const part = (number: number, more: Partial<WorkerSpec> = {}): WorkerSpec => ({
  number,
  files: { [`part_${number}.py`]: `VALUE = ${number}\n` },
  checks: `python3 -c "import part_${number} as part; assert part.VALUE == ${number}"`,
  ...more,
});

/** Needs a program that no machine has: the look at the machine ends with an event that says so. */
const lacking = part(3, { checks: 'wingman-no-such-program part_3.py' });

/** Sends a command while the engine looks at the machine, before any worker can start. */
function sendBeforeStart(run: RunningEngine, command: Command): void {
  expect(run.all('stage-started').map((event) => event.stage)).toEqual(['build']);
  expect(run.events.some((event) => 'worker' in event)).toBe(false);
  run.handle.send(command);
}

describe('before any worker has started', () => {
  it('a pause holds all of them, until it is over', async () => {
    const rig = await makeRig({ workers: [part(1), part(2), lacking] });
    const run = await rig.start({ gate: 'stop' });
    sendBeforeStart(run, { type: 'pause' });
    expect(run.handle.run().paused).toBe(true);
    await run.until('environment-lacking');
    // Whatever follows the look at the machine by itself has happened after a few turns of the event loop.
    for (let turn = 0; turn < 50; turn += 1) await setImmediate();
    expect(run.all('attempt-started')).toEqual([]);
    expect(run.all('stage-finished')).toEqual([]);
    run.handle.send({ type: 'unpause' });
    const end = await run.finished;
    expect(end).toMatchObject({ outcome: 'waiting', blocked: 1 });
    expect(end.proven + end.unproven).toBe(2);
  });

  it('a pause that is over again holds nobody', async () => {
    const rig = await makeRig({ workers: [part(1)] });
    const run = await rig.start();
    sendBeforeStart(run, { type: 'pause' });
    run.handle.send({ type: 'unpause' });
    expect(await run.finished).toMatchObject({ outcome: 'merged' });
  });

  it('a worker that is taken over starts no attempt and holds back those behind it; it can be tried again', async () => {
    const workers = [part(1), part(2, { after: [1] }), part(4, { after: [2] })];
    const rig = await makeRig({ workers });
    const run = await rig.start({ gate: 'stop' });
    sendBeforeStart(run, { type: 'escalate', worker: 'WORKER_002' });
    expect(await run.finished).toMatchObject({ escalated: 1, blocked: 1, skipped: 0 });
    expect(run.all('attempt-started').map((event) => event.worker)).toEqual(['WORKER_001']);
    expect(run.all('worker-escalated')).toMatchObject([
      { worker: 'WORKER_002', failure: { reason: 'taken-over' } },
    ]);
    expect(run.all('evidence-sealed').map((event) => event.worker)).toEqual(['WORKER_002', 'WORKER_001']);
    const answer = { decision: 'rework', workers: ['WORKER_002'] } as const;
    const again = await rig.resume(run.prepared.runDir, {
      gate: 'stop',
      gateAnswer: { answer, by: 'tester' },
    });
    expect(await again.finished).toMatchObject({ escalated: 0, blocked: 0, skipped: 0 });
  });

  it('a worker that is taken over is left to the person, also where the machine lacks what it needs', async () => {
    const rig = await makeRig({ workers: [part(1), lacking] });
    const run = await rig.start({ gate: 'stop' });
    sendBeforeStart(run, { type: 'escalate', worker: 'WORKER_003' });
    expect(await run.finished).toMatchObject({ escalated: 1, blocked: 0 });
    expect(run.all('worker-lacking')).toEqual([]);
  });
});
