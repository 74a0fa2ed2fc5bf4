import { describe, expect, it, vi } from 'vitest';
import { START, aReport, aWorker, accepted, anApproval, fakeRun, running } from '../../support/fake-run.ts';
import { openRig } from '../rig.ts';

// Read once, when the library that colours is loaded: a test run has no terminal of its own.
vi.hoisted(() => {
  process.env['FORCE_COLOR'] = '1';
});

/** Sequences that set a colour; bold and dim are none. */
const COLOUR = /\u001b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m/;

const run = () =>
  fakeRun([aWorker(1, { status: accepted('proven') }), aWorker(2, { status: running('model') })], {
    approvals: [anApproval('a1')],
  });

describe('colours', () => {
  it('are there by default', async () => {
    const { terminal } = await openRig(run());
    expect(terminal.written()).toMatch(COLOUR);
  });

  it('are nowhere under NO_COLOR, and every state still has its word and mark', async () => {
    const at = run();
    const { terminal, press, pass } = await openRig(at, [80, 24], { env: { NO_COLOR: '1' } });
    await press('enter', 'escape', '?', '?');
    at.change({ status: { type: 'reviewing' }, gate: aReport(), approvals: [] });
    await pass(100);
    expect(terminal.written()).not.toMatch(COLOUR);
    expect(terminal.text()).toContain('✓ proven');
    expect(terminal.text()).toContain('● running model');
  });

  it('stay with an empty NO_COLOR', async () => {
    const { terminal } = await openRig(
      fakeRun([aWorker(1, { status: accepted('proven', START) })]),
      [80, 24],
      {
        env: { NO_COLOR: '' },
      },
    );
    expect(terminal.written()).toMatch(COLOUR);
  });
});
