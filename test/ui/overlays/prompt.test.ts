import { describe, expect, it } from 'vitest';
import { START, aWorker, fakeRun, running } from '../../support/fake-run.ts';
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

  it('shows the end of what is typed, however long the question is', async () => {
    const stuck = aWorker(1, { status: { state: 'escalated', failure: { reason: 'empty' }, at: START } });
    const { terminal, press } = await openRig(fakeRun([stuck]), [40, 10]);
    await press('W', ...'2 no daemon');
    expect(terminal.screen()[9]).toMatch(/^….*\? 2 no daemon▏$/);
  });

  it('says why a key does nothing', async () => {
    const { terminal, press } = await openRig(fakeRun([WORKER]));
    await press('R');
    expect(terminal.screen()[23]).toBe('Only an escalated, failed or lacking worker can be retried.');
    await press('down');
    expect(terminal.screen()[23]).toContain('? keys');
  });
});
