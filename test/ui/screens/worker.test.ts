import { describe, expect, it } from 'vitest';
import { aCheck, aWorker, anAttempt, fakeRun, running } from '../../support/fake-run.ts';
import { openRig } from '../rig.ts';

const WORKER = aWorker(1, {
  status: running('checks'),
  facts: { deliverables: ['src/analyzer.py'] },
  attempts: [
    anAttempt(1, { checks: [aCheck(0, { status: 'red', exitCode: 1, outputTail: 'AssertionError' })] }),
  ],
});

describe("a worker's own screen", () => {
  it('opens with Enter and goes with Escape', async () => {
    const { terminal, press } = await openRig(fakeRun([WORKER]));
    await press('enter');
    const text = terminal.text();
    expect(text).toContain('WORKER_001  ● running checks');
    expect(text).toContain('src/analyzer.py');
    expect(text).toContain('✗ red (exit 1)');
    expect(text).toContain('AssertionError');
    await press('escape');
    expect(terminal.screen()[5]).toMatch(/^› 001/);
  });

  it('knows the Escape key of a terminal that sends one character for it', async () => {
    const { terminal } = await openRig(fakeRun([WORKER]));
    await terminal.press('enter');
    await terminal.until((text) => text.includes('Deliverables'));
    await terminal.press('\u001b');
    await terminal.until((text) => text.includes('› 001'));
  });

  it('scrolls through a log that streams', async () => {
    const run = fakeRun([WORKER]);
    run.log(
      'WORKER_001',
      Array.from({ length: 100 }, (_, index) => `line ${index}`),
    );
    const { terminal, press, pass } = await openRig(run);
    await press('enter', 'G');
    expect(terminal.text()).toContain('line 99');
    expect(terminal.screen()[23]).toMatch(/^\d+-(\d+) of \1 /);
    await press('up', 'pageup');
    expect(terminal.text()).not.toContain('line 99');
    run.log('WORKER_001', ['only this']);
    await pass(100);
    expect(terminal.text()).toContain('only this');
    await press('g');
    expect(terminal.text()).toContain('WORKER_001  ● running checks');
  });
});
