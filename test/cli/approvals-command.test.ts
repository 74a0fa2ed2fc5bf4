import { afterEach, describe, expect, it } from 'vitest';
import { openRig, type Rig } from './rig.ts';
import { status } from './shapes.ts';

let rig: Rig;
afterEach(() => rig.close());

const open = async (): Promise<Rig> =>
  openRig([
    { path: 'a.txt', content: 'one\n', checks: ['mkdir -p build', 'rm -r build', 'grep -q one a.txt'] },
    { path: 'b.txt', content: 'two\n', checks: ['grep -q two b.txt'], after: ['WORKER_001'] },
  ]);

describe('an approval, answered from a second process', () => {
  it('is listed with its command, and lets the worker go on', async () => {
    rig = await open();
    const engine = rig.start('run', '--json');
    await engine.event('approval-requested');
    const view = status.parse(JSON.parse((await rig.wingman('status', '--json')).out));
    expect(view).toMatchObject({
      state: 'running',
      approvals: [{ worker: 'WORKER_001', command: 'rm -r build' }],
    });
    expect(view.workers).toMatchObject([
      { state: 'approval', waitingFor: [] },
      { state: 'waiting', waitingFor: ['WORKER_001'] },
    ]);
    const id = view.approvals[0]?.id ?? '';
    expect((await rig.wingman('approvals')).out).toContain('    rm -r build');
    const unknown = await rig.wingman('approve', 'A99');
    expect(unknown.status).toBe(2);
    expect(unknown.err).toContain(id);
    const approved = await rig.wingman('approve', id.toLowerCase());
    expect(approved).toMatchObject({ status: 0, out: `approved ${id}: rm -r build` });
    expect(await engine.end).toMatchObject({ status: 3 });
    const after = status.parse(JSON.parse((await rig.wingman('status', '--json')).out));
    expect(after.workers.map(({ state }) => state)).toEqual(['accepted', 'accepted']);
    expect((await rig.wingman('approvals', '--json')).out).toBe('[]');
  });

  it('escalates the worker when it is denied', async () => {
    rig = await open();
    const engine = rig.start('run', '--json', '--max-retries', '0');
    const asked = await engine.event('approval-requested');
    const { id } = asked['approval'] as { id: string };
    expect((await rig.wingman('deny', id)).status).toBe(0);
    await engine.end;
    const after = status.parse(JSON.parse((await rig.wingman('status', '--json')).out));
    expect(after.workers).toMatchObject([
      { state: 'escalated', verdict: 'failed' },
      { state: 'blocked', waitingFor: ['WORKER_001'] },
    ]);
  });

  it('is no longer open once the engine was killed', async () => {
    rig = await open();
    const engine = rig.start('run', '--json');
    const asked = await engine.event('approval-requested');
    const { id } = asked['approval'] as { id: string };
    process.kill(Number((await engine.event('run-started'))['pid']), 'SIGKILL');
    await engine.end;
    const view = status.parse(JSON.parse((await rig.wingman('status', '--json')).out));
    expect(view).toMatchObject({ state: 'stopped', approvals: [] });
    expect(view.workers.map(({ state }) => state)).toEqual(['waiting', 'waiting']);
    const late = await rig.wingman('approve', id);
    expect(late.status).toBe(3);
    expect(late.err).toContain('wingman resume');
  });
});
