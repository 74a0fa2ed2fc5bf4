import { describe, expect, it, vi } from 'vitest';
import { cells } from '../../../src/ui/fit.ts';
import type { WorkerState } from '../../../src/engine/domain/state.ts';
import { START, aCheck, aWorker, accepted, anAttempt, fakeRun, running } from '../../support/fake-run.ts';
import { openRig } from '../rig.ts';

/** Four accepted, three at work, the rest waiting. */
function phase(size: number): WorkerState[] {
  return Array.from({ length: size }, (_, index) => {
    const number = index + 1;
    if (number <= 4) {
      const attempts = [
        anAttempt(1, { endedAt: START + 60_000, checks: [aCheck(0), aCheck(1), aCheck(2), aCheck(3)] }),
      ];
      const status = accepted(number % 2 === 0 ? 'proven' : 'unproven', START + 60_000);
      return aWorker(number, { status, startedAt: START, attempts, lastEvent: 'accepted' });
    }
    if (number <= 7) {
      return aWorker(number, {
        status: running('checks'),
        startedAt: START,
        attempts: [anAttempt(2)],
        lastEvent: 'check red',
      });
    }
    return aWorker(number);
  });
}

const TOTALS = {
  attempts: 8,
  inputTokens: 1,
  outputTokens: 1,
  costUsd: 0.12,
  waived: 0,
  flaky: 0,
  acceptedMs: 240_000,
};

describe('the dashboard', () => {
  it('shows phase, clocks, progress, counts, stages and a row a worker at 80x24', async () => {
    const run = fakeRun(phase(18), { totals: TOTALS });
    run.log('WORKER_001', ['collecting', 'OK']);
    const { terminal } = await openRig(run, [80, 24], { note: 'simulated model' });
    const screen = terminal.screen();
    expect(screen[0]).toMatch(
      /^WINGMAN {2}1a Semantic Analyzer {2}● running {2}\(simulated model\) +0:00 {2}ETA ~5m$/,
    );
    expect(screen[1]).toMatch(/^█+░+ 4\/18 {2}rate so far 100% >95 ok {2}cost \$0\.12$/);
    expect(screen[2]).toBe('● 3 running  · 11 waiting  ⊘ 0 blocked  ! 0 escalated');
    expect(screen[3]).toBe('build ●  test ·  deploy ·  review ·');
    expect(screen[5]).toMatch(/^› 001 Part 1 +≈ unproven +1 openai +1:00 +4\/4 accepted$/);
    expect(screen[6]).toMatch(/^ {2}002 Part 2 +✓ proven /);
    expect(screen[9]).toMatch(/^ {2}005 Part 5 +● running checks +2 openai +0:00 +0s +—\/4 check red$/);
    expect(screen.slice(17, 20)).toEqual([expect.stringMatching(/^── WORKER_001 log/), 'collecting', 'OK']);
    expect(screen[23]).toContain('? keys');
  });

  it('uses the room of 160x50', async () => {
    const { terminal } = await openRig(fakeRun(phase(18)), [160, 50]);
    expect(terminal.text()).toContain('018 Part 18');
    expect(terminal.screen()[4]).toMatch(/last event$/);
  });

  it('keeps what matters at 40x10', async () => {
    const { terminal } = await openRig(fakeRun(phase(18)), [40, 10], { note: 'simulated model' });
    const screen = terminal.screen();
    expect(screen[0]).toMatch(/^WINGMAN {2}1a Semantic/);
    expect(screen[0]).toContain('● running');
    expect(screen[3]).toMatch(/^› 001 Part 1 +≈ unproven/);
    expect(screen[9]).toContain('? keys');
  });

  it('says so where nothing fits, and works again when there is room', async () => {
    const { terminal, screen } = await openRig(fakeRun(phase(18)), [16, 4]);
    expect(terminal.text()).toContain('needs 20x8');
    terminal.resize(80, 24);
    await screen.drawn();
    expect(terminal.text()).toContain('012 Part 12');
    expect(terminal.text()).not.toContain('needs');
  });

  it('ticks each second', async () => {
    const { terminal, pass } = await openRig(fakeRun(phase(18)));
    await pass(65_000);
    expect(terminal.screen()[0]).toContain('1:05');
    expect(terminal.screen()[9]).toMatch(/1:05 +65s/);
  });

  it('follows what happens', async () => {
    const run = fakeRun(phase(18));
    const { terminal, pass } = await openRig(run);
    run.set(aWorker(5, { status: accepted('proven'), startedAt: START, lastEvent: 'accepted at once' }));
    run.log('WORKER_001', ['a new line']);
    await pass(100);
    expect(terminal.screen()[9]).toMatch(/005 Part 5 +✓ proven/);
    expect(terminal.text()).toContain('a new line');
    expect(terminal.screen()[2]).toContain('2 running');
  });

  it('reads and draws only the rows in sight of 225', async () => {
    const run = fakeRun(phase(225));
    const { terminal, press, pass } = await openRig(run);
    await press('G');
    expect(terminal.text()).toContain('› 225 Part 225');
    run.reads.clear();
    run.set(aWorker(225, { lastEvent: 'moved' }));
    await pass(100);
    expect(run.reads.size).toBeLessThan(24);
    const before = terminal.written().length;
    run.set(aWorker(3, { lastEvent: 'out of sight' }));
    await pass(100);
    expect(terminal.written().slice(before)).not.toContain('Part');
  });

  it('draws a key at once, also right after a frame', async () => {
    const run = fakeRun(phase(18));
    const { terminal, pass } = await openRig(run);
    run.set(aWorker(5, { lastEvent: 'moved' }));
    await pass(100);
    const write = vi.spyOn(terminal.stdout, 'write');
    // Not waited for: a frame that comes later is not at once.
    await terminal.press('down');
    expect(write.mock.calls.join('')).toContain('› 002');
  });

  it('moves with arrows and letters, also many at once', async () => {
    const { terminal, press } = await openRig(fakeRun(phase(225)));
    const selected = (): string =>
      terminal
        .screen()
        .find((line) => line.startsWith('›'))
        ?.slice(2, 5) ?? '';
    await press('down', 'j', 'j');
    expect(selected()).toBe('004');
    await press('jjjjj', 'k');
    expect(selected()).toBe('008');
    await press('\u001b[B\u001b[B\u001b[A');
    expect(selected()).toBe('009');
    await press('pagedown');
    expect(selected()).toBe('020');
    await press('G', 'up');
    expect(selected()).toBe('224');
    await press('g');
    expect(selected()).toBe('001');
  });

  it('shows hostile names, events and logs as text, in straight columns', async () => {
    const evil = '\u001b[2J\u001b]0;owned\u0007\u202e\u009b31m';
    const run = fakeRun([
      aWorker(1, { facts: { name: evil }, lastEvent: evil }),
      aWorker(2, { facts: { name: '日本語のワーカー🚀' }, lastEvent: '🚀🚀🚀日本語日本語日本語' }),
      aWorker(3, { facts: { name: 'e\u0301\u200d\ud800' } }),
      aWorker(4),
    ]);
    run.log('WORKER_001', [`${evil} log`, '\u001b[?1049l', `x${'\u0301'.repeat(5000)}`]);
    const { terminal } = await openRig(run, [120, 24]);
    const screen = terminal.screen();
    expect(terminal.buffer()).toBe('alternate');
    expect(screen[5]).toContain('␛[2J␛]0;owned␇');
    expect(terminal.text()).toContain('␛[?1049l');
    const column = (line = ''): number => cells(line.slice(0, line.indexOf('· waiting')));
    expect(new Set(screen.slice(5, 9).map(column)).size).toBe(1);
    expect(screen.slice(5, 9).every((line) => line.includes('· waiting'))).toBe(true);
  });
});

describe('resizing', () => {
  it('draws the same screen as one that was opened at that size', async () => {
    const sizes = [
      [40, 10],
      [160, 50],
      [80, 24],
      [60, 24],
      [60, 12],
      [81, 25],
    ] as const;
    const { terminal, screen } = await openRig(fakeRun(phase(225)), [80, 24]);
    for (const [columns, rows] of sizes) {
      terminal.resize(columns, rows);
      await screen.drawn();
      const fresh = await openRig(fakeRun(phase(225)), [columns, rows]);
      expect(terminal.screen(), `${columns}x${rows}`).toEqual(fresh.terminal.screen());
    }
  });

  it('leaves nothing of what a terminal makes of the old screen', async () => {
    const { terminal, screen } = await openRig(fakeRun(phase(18)), [80, 24]);
    const before = terminal.screen();
    terminal.stdout.write('\u001b[6;3Hremains of a line that was wrapped\u001b[24;70H');
    terminal.resize(80, 25);
    await screen.drawn();
    expect(terminal.text()).not.toContain('remains');
    expect(terminal.screen().slice(0, 6)).toEqual(before.slice(0, 6));
  });

  it('survives any size', async () => {
    const { terminal, screen } = await openRig(fakeRun(phase(18)), [80, 24]);
    for (const [columns, rows] of [
      [1, 1],
      [20, 8],
      [19, 200],
      [300, 8],
      [2, 50],
      [80, 24],
    ] as const) {
      terminal.resize(columns, rows);
      await screen.drawn();
    }
    expect(terminal.screen()[23]).toContain('? keys');
  });
});
