import { describe, expect, it } from 'vitest';
import { writeMessage } from '../../../src/engine/approval/channels/file-channel.ts';
import { makeRig } from '../../support/rig.ts';

const CHECK = 'python3 -c "import part_1; assert part_1.VALUE == 1"';
const spec = (checks: string) => [{ number: 1, files: { 'part_1.py': 'VALUE = 1\n' }, checks }];

describe('a message that was left for a stopped run', () => {
  it('starts the worker of a waiver once', async () => {
    const rig = await makeRig({ workers: spec(`${CHECK}\nwingman-no-such-program part_1.py`) });
    const run = await rig.start({ gate: 'stop' });
    await run.finished;
    const dir = run.prepared.runDir;
    writeMessage(dir, { type: 'waive', worker: 'WORKER_001', check: 1, reason: 'not here', by: 'tester' });
    const again = await rig.resume(dir, { gate: 'stop' });
    await again.finished;
    expect(again.all('attempt-started')).toHaveLength(1);
  });

  it('starts the worker of a retry once', async () => {
    const rig = await makeRig({ workers: spec(CHECK) });
    const run = await rig.start({
      gate: 'stop',
      onEvent: (event, engine) => {
        if (event.type === 'model-requested') engine.handle.send({ type: 'stop', cause: 'key' });
      },
    });
    await run.finished;
    const dir = run.prepared.runDir;
    writeMessage(dir, { type: 'retry', worker: 'WORKER_001' });
    const again = await rig.resume(dir, { gate: 'stop' });
    await again.finished;
    expect(again.all('attempt-started')).toHaveLength(1);
  });

  it('is an answer to an open gate, and what it brings about is reviewed again', async () => {
    const rig = await makeRig({
      workers: spec(CHECK),
      replies: (_, n) => `**part_1.py**\n\n\`\`\`python\nVALUE = 1\n# version ${n}\n\`\`\`\n`,
    });
    const run = await rig.start({ gate: 'stop' });
    await run.finished;
    const dir = run.prepared.runDir;
    writeMessage(dir, { type: 'retry', worker: 'WORKER_001' });
    const again = await rig.resume(dir, { gate: 'auto' });
    await again.finished;
    expect(again.all('gate-opened')).toHaveLength(1);
  });
});
