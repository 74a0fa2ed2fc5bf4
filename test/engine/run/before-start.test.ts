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

/** Needs a program that no machine has, so that it is blocked once the machine has been looked at. */
const lacking = part(3, { checks: 'wingman-no-such-program part_3.py' });
/** Waits for the lacking one. The workforce says that it is blocked before it starts any worker. */
const afterLacking = part(4, { after: [3] });

/** Sends a command while the engine looks at the machine, before any worker can start. */
function sendBeforeStart(run: RunningEngine, command: Command): void {
  expect(run.all('stage-started').map((event) => event.stage)).toEqual(['build']);
  expect(run.events.some((event) => 'worker' in event)).toBe(false);
  run.handle.send(command);
}

describe('before any worker has started', () => {
  it('a pause holds back all of them', async () => {
    const rig = await makeRig({ workers: [part(1), part(2), lacking, afterLacking] });
    const run = await rig.start({ gate: 'stop' });
    sendBeforeStart(run, { type: 'pause' });
    expect(run.handle.run().paused).toBe(true);
    await run.until('worker-blocked');
    // An attempt that had begun would be over, and on record, when the run is.
    run.handle.send({ type: 'stop', cause: 'key' });
    await run.finished;
    expect(run.events.filter((event) => 'attempt' in event)).toEqual([]);
  });

  it('the end of a pause starts all that it held back, and the build ends only after them', async () => {
    const rig = await makeRig({ workers: [part(1), part(2), lacking, afterLacking] });
    const run = await rig.start({ gate: 'stop' });
    sendBeforeStart(run, { type: 'pause' });
    await run.until('worker-blocked');
    run.handle.send({ type: 'unpause' });
    const end = await run.finished;
    expect(end).toMatchObject({ outcome: 'waiting', blocked: 2 });
    expect(end.proven + end.unproven).toBe(2);
    expect(run.all('stage-finished')[0]).toMatchObject({ stage: 'build', detail: '2 of 4 accepted' });
  });

  it('a pause that has ended again holds back no worker', async () => {
    const rig = await makeRig({ workers: [part(1)] });
    const run = await rig.start();
    sendBeforeStart(run, { type: 'pause' });
    run.handle.send({ type: 'unpause' });
    expect(await run.finished).toMatchObject({ outcome: 'merged' });
  });

  it('a worker that is taken over starts no attempt and blocks its successors; it can be tried again', async () => {
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
