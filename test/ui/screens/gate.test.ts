import { describe, expect, it } from 'vitest';
import type { RunState } from '../../../src/engine/domain/state.ts';
import { START, aReport, aWorker, accepted, fakeRun } from '../../support/fake-run.ts';
import { openRig } from '../rig.ts';

const WORKERS = [
  aWorker(1, { status: accepted('proven') }),
  aWorker(2, { status: { state: 'escalated', failure: { reason: 'empty' }, at: START } }),
  aWorker(3, { status: { state: 'blocked', by: ['WORKER_002'], lacks: [] } }),
];
const REPORT = aReport({
  workers: 3,
  accepted: 1,
  proven: 1,
  unproven: 0,
  escalated: 1,
  blocked: 1,
  successRate: 1 / 3,
  aboveThreshold: false,
  phaseTest: { command: 'make test', ok: false, outputTail: 'FAILED (errors=1)\n' },
  cleanClone: {
    green: 2,
    red: 1,
    notRepeated: 1,
    flaky: 0,
    differences: [{ worker: 'WORKER_001', command: 'python3 -m unittest', outputTail: 'No module named x' }],
  },
});
const atGate = (more: Partial<RunState> = {}): Partial<RunState> => ({
  status: { type: 'reviewing' },
  gate: REPORT,
  ...more,
});

describe('the gate', () => {
  it('shows the evidence', async () => {
    const { terminal, press } = await openRig(fakeRun(WORKERS, atGate()), [80, 40]);
    const text = terminal.text();
    expect(text).toContain('│ accepted │ proven │ unproven │ escalated │ blocked │ failed │ skipped │');
    expect(text).toContain('✗ 1/3 accepted (1 proven, 0 unproven), rate 33.3% ≤95');
    expect(text).toContain('✗ phase test red: make test\n    FAILED (errors=1)');
    expect(text).toContain('✗ clean clone: 2 green, 1 red, 1 not repeated');
    expect(text).toContain('differs: WORKER_001: python3 -m unittest\n    No module named x');
    expect(text).toContain('12 files changed  cost $1.50  time 12:34  wingman/run-1 at ddddddd');
    expect(text).toContain('! 002 escalated: empty answer');
    expect(text).toContain('⊘ 003 blocked by 002');
    await press('down', 'enter');
    expect(terminal.text()).toContain('WORKER_002  ! escalated');
  });

  it('tells a good rate from a phase that passes', async () => {
    const report = { ...REPORT, accepted: 3, proven: 3, successRate: 1, escalated: 0, blocked: 0 };
    const { terminal } = await openRig(fakeRun(WORKERS, atGate({ gate: report })));
    expect(terminal.text()).toContain('✓ 3/3 accepted (3 proven, 0 unproven), rate 100% >95');
    expect(terminal.text()).toContain('the phase does NOT pass');
  });

  it('says how much of the evidence is out of sight at 80x24, and scrolls to it', async () => {
    const { terminal, press } = await openRig(fakeRun(WORKERS, atGate()), [80, 24]);
    expect(terminal.text()).toContain('more lines (PgDn)');
    expect(terminal.text()).not.toContain('003 blocked by 002');
    await press('pagedown');
    expect(terminal.text()).toContain('003 blocked by 002');
  });

  it('has the name of the phase typed below the threshold', async () => {
    const run = fakeRun(WORKERS, atGate());
    const { terminal, press } = await openRig(run);
    await press('a');
    expect(terminal.screen()[23]).toBe('It does not pass. Type 1a to approve: ▏');
    await press('y', 'enter');
    expect(terminal.screen()[23]).toContain('That is not the name of the phase.');
    expect(run.sent).toEqual([]);
    await press('backspace', '1', 'a', 'enter');
    expect(run.sent).toEqual([{ type: 'gate', answer: { decision: 'approve' }, by: 'key' }]);
  });

  it('can be used at 40x10', async () => {
    const run = fakeRun(WORKERS, atGate());
    const { terminal, press } = await openRig(run, [40, 10]);
    expect(terminal.text()).toContain('the phase does NOT pass');
    await press('a', '1', 'a');
    expect(terminal.screen()[9]).toContain('Type 1a to approve: 1a▏');
    await press('enter');
    expect(run.sent).toHaveLength(1);
  });

  it('marks rows and sends them back after a yes', async () => {
    const run = fakeRun(WORKERS, atGate());
    const { terminal, press } = await openRig(run);
    await press('space', 'down', 'space');
    expect(terminal.text()).toContain('›*002');
    await press('w');
    expect(terminal.screen()[23]).toBe('Send 2 workers back? y/n');
    await press('y');
    const workers = ['WORKER_001', 'WORKER_002'];
    expect(run.sent).toEqual([{ type: 'gate', answer: { decision: 'rework', workers }, by: 'key' }]);
  });

  it('shows what is in the way of the merge and tries again', async () => {
    const gateAnswer = { answer: { decision: 'approve' }, by: 'key', at: START } as const;
    const run = fakeRun(WORKERS, atGate({ obstruction: 'src/a.py is dirty\u001b[2J', gateAnswer }));
    const { terminal, press } = await openRig(run);
    expect(terminal.text()).toContain('In the way of the merge: src/a.py is dirty␛[2J');
    expect(terminal.text()).toContain('a tries the merge again');
    await press('a');
    expect(run.sent).toEqual([{ type: 'gate', answer: { decision: 'approve' }, by: 'key' }]);
  });
});

describe('the end of a run', () => {
  it.each<[string, Partial<RunState>, string]>([
    [
      'merged',
      {
        status: { type: 'merged', at: START },
        merge: { commit: 'abcdef0123', into: 'main', tag: 'phase-1a' },
      },
      'Merged abcdef0 into main, tag phase-1a.',
    ],
    [
      'rejected',
      { status: { type: 'rejected', why: 'by key', at: START } },
      'Rejected: by key. The branch wingman/run-1 is kept.',
    ],
    [
      'stopped',
      { status: { type: 'stopped', cause: 'key', at: START } },
      'Stopped (key). Go on with: wingman resume run-1',
    ],
  ])('shows that it was %s, until the caller or q closes it', async (word, state, text) => {
    const run = fakeRun(WORKERS, { gate: REPORT, ...state });
    const { terminal, press, screen } = await openRig(run);
    expect(terminal.screen()[0]).toContain(word);
    expect(terminal.screen()[23]).toContain(text);
    await press('q');
    await screen.closed;
    expect(terminal.buffer()).toBe('normal');
    expect(run.sent).toEqual([]);
  });
});
