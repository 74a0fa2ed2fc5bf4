import { describe, expect, it } from 'vitest';
import { aWorker, fakeRun, running } from '../../support/fake-run.ts';
import { openRig } from '../rig.ts';

const WORKER = aWorker(1, { status: running('checks') });

describe('the bottom line', () => {
  it('asks before it stops a run at work', async () => {
    const run = fakeRun([WORKER]);
    const { terminal, press } = await openRig(run);
    await press('q');
    expect(terminal.screen()[23]).toBe('Stop? 1 worker at work; can be resumed. y/n');
    await press('n');
    expect(terminal.screen()[23]).toContain('? keys');
    await press('q', 'y');
    expect(run.sent).toEqual([{ type: 'stop', cause: 'key' }]);
  });

  it('says why a key does nothing', async () => {
    const { terminal, press } = await openRig(fakeRun([WORKER]));
    await press('R');
    expect(terminal.screen()[23]).toBe('Only an escalated, failed or lacking worker can be retried.');
    await press('down');
    expect(terminal.screen()[23]).toContain('? keys');
  });
});
