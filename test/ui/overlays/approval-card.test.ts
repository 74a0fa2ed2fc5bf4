import { describe, expect, it } from 'vitest';
import { aWorker, anApproval, fakeRun, running } from '../../support/fake-run.ts';
import { openRig } from '../rig.ts';

const WORKERS = [aWorker(1, { status: running('checks') }), aWorker(2)];

describe('the approval card', () => {
  it('shows worker, exact command, risk, reason and time left', async () => {
    const run = fakeRun(WORKERS, {
      approvals: [anApproval('a1', { command: 'docker compose down\nrm -rf "$DIR"' })],
    });
    const { terminal, pass } = await openRig(run);
    await pass(2000);
    const text = terminal.text();
    expect(text).toContain('APPROVAL  WORKER_001  4:58 left');
    expect(text).toContain('risk high: It stops containers.');
    expect(text).toContain('$ docker compose down');
    expect(text).toContain('$ rm -rf "$DIR"');
    expect(text).toContain('y approve  n deny');
  });

  it('appears within a tenth of a second and takes no key in its first 300 ms', async () => {
    const run = fakeRun(WORKERS);
    const { terminal, press, pass } = await openRig(run);
    run.change({ approvals: [anApproval('a1')] });
    await press('y');
    await pass(100);
    expect(terminal.text()).toContain('APPROVAL');
    await press('y', 'n');
    await pass(299);
    await press('y');
    expect(run.sent).toEqual([]);
    expect(terminal.text()).toContain('only just appeared');
    await pass(1);
    await press('y');
    expect(run.sent).toEqual([{ type: 'approve', id: 'a1', hash: 'a1'.padEnd(64, 'a'), by: 'key' }]);
  });

  it('starts the 300 ms anew for the next one', async () => {
    const run = fakeRun(WORKERS, {
      approvals: [anApproval('a1'), anApproval('a2', { command: 'git push' })],
    });
    const { terminal, press, pass } = await openRig(run);
    await pass(1000);
    await press('n');
    run.change({ approvals: [anApproval('a2', { command: 'git push' })] });
    await pass(100);
    expect(terminal.text()).toContain('git push');
    await press('n');
    expect(run.sent).toEqual([{ type: 'deny', id: 'a1', hash: 'a1'.padEnd(64, 'a'), by: 'key' }]);
    await pass(300);
    await press('n');
    expect(run.sent).toHaveLength(2);
  });

  it('goes through several with Tab, and answers the one shown', async () => {
    const approvals = [anApproval('a1'), anApproval('a2', { command: 'git push' }), anApproval('a3')];
    const run = fakeRun(WORKERS, { approvals });
    const { terminal, press, pass } = await openRig(run);
    expect(terminal.text()).toContain('1 of 3');
    await press('tab');
    expect(terminal.text()).toContain('2 of 3');
    await pass(300);
    await press('y');
    expect(run.sent).toEqual([{ type: 'approve', id: 'a2', hash: 'a2'.padEnd(64, 'a'), by: 'key' }]);
  });

  it('never leaves out a part of the command silently', async () => {
    const command = Array.from({ length: 40 }, (_, index) => `step ${index} ${'x'.repeat(index)}`).join('\n');
    const { terminal, press } = await openRig(
      fakeRun(WORKERS, { approvals: [anApproval('a1', { command })] }),
    );
    expect(terminal.text()).toContain('$ step 0');
    expect(terminal.text()).toContain('+28 more lines');
    const seen = new Set<string>();
    for (let line = 0; line < 40; line++) {
      for (const shown of terminal.screen()) seen.add(/\$ (step \d+)/.exec(shown)?.[1] ?? '');
      await press('right');
    }
    seen.delete('');
    expect(seen.size).toBe(40);
    expect(terminal.text()).toContain('28 above');
    expect(terminal.text()).not.toContain('more line');
  });

  it('wraps a long line and tells it from a new one', async () => {
    const command = `echo ${'a'.repeat(100)}; rm -rf /`;
    const { terminal } = await openRig(fakeRun(WORKERS, { approvals: [anApproval('a1', { command })] }));
    expect(terminal.text()).toMatch(/│\$ echo a+ *│\n│↪ a+; rm -rf \/ *│/);
  });

  it('shows a hostile command as it is', async () => {
    const command = 'rm -rf ~ \u001b[2K\u001b[1G echo hi\u202e # \r echo';
    const { terminal } = await openRig(fakeRun(WORKERS, { approvals: [anApproval('a1', { command })] }));
    expect(terminal.text()).toContain('$ rm -rf ~ ␛[2K␛[1G echo hi\\u{202e} # ␍ echo');
  });

  it('takes no pasted text for an answer', async () => {
    const run = fakeRun(WORKERS, { approvals: [anApproval('a1')] });
    const { terminal, press, pass } = await openRig(run);
    await pass(1000);
    await terminal.paste('y');
    await press('yes');
    expect(run.sent).toEqual([]);
  });

  it('can be read and answered at 40x10, and not where it is not shown', async () => {
    const run = fakeRun(WORKERS, { approvals: [anApproval('a1')] });
    const { terminal, press, pass, screen } = await openRig(run, [40, 10]);
    expect(terminal.text()).toContain('$ docker compose down');
    expect(terminal.text()).toContain('y approve  n deny');
    terminal.resize(15, 4);
    await screen.drawn();
    await pass(1000);
    await press('y');
    expect(run.sent).toEqual([]);
    terminal.resize(40, 10);
    await screen.drawn();
    await pass(300);
    await press('?', 'y', '?', 'y');
    expect(run.sent).toEqual([]);
    await pass(300);
    await press('y');
    expect(run.sent).toHaveLength(1);
  });

  it("leaves the gate's own approval to the gate", async () => {
    const run = fakeRun(WORKERS, {
      approvals: [anApproval('g', { kind: 'gate', worker: null, expiresAt: null })],
    });
    const { terminal, press, pass } = await openRig(run);
    await pass(1000);
    await press('y');
    expect(terminal.text()).not.toContain('APPROVAL');
    expect(run.sent).toEqual([]);
  });
});
