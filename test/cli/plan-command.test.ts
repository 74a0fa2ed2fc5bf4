import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { openRig, type Rig } from './rig.ts';
import { plan } from './shapes.ts';

let rig: Rig;
afterEach(() => rig.close());

describe('plan', () => {
  it('shows order, conflicts, the critical path and the estimate; nothing runs', async () => {
    const shared = { content: 'x\n', checks: ['test -s x'] };
    rig = await openRig([
      { ...shared, path: 'lib/a.txt' },
      { ...shared, path: 'lib/a.txt' },
      { ...shared, path: 'lib/b.txt', after: ['WORKER_001'] },
    ]);
    const view = plan.parse(JSON.parse((await rig.wingman('plan', '--json')).out));
    expect(view.workers.map(({ step }) => step)).toEqual([1, 2, 2]);
    expect(view.workers[1]?.after).toEqual([{ worker: 'WORKER_001', because: 'shares lib/a.txt' }]);
    expect(view.workers[2]?.after).toEqual([{ worker: 'WORKER_001', because: 'dependency' }]);
    expect(view.criticalPath).toHaveLength(2);
    expect(view.conflicts).toEqual([{ path: 'lib/a.txt', workers: ['WORKER_001', 'WORKER_002'] }]);
    expect(view.estimate).toEqual({ steps: 2, widest: 2, minutes: 40, allMinutes: 60, unknown: 0 });
    const text = await rig.wingman('plan', 'workers/one', '--workers', '1-2');
    expect(text.status).toBe(0);
    expect(text.out).toContain('critical path: WORKER_001 → WORKER_002');
    expect(rig.model.requests()).toEqual([]);
    expect(existsSync(rig.stateDir)).toBe(false);
  });
});
