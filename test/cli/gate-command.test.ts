import { appendFile, rm, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { jsonLines, openRig, type Rig, type RigWorker } from './rig.ts';
import { runFinished } from './shapes.ts';

const GOOD: RigWorker = { path: 'a.txt', content: 'one\n', checks: ['grep -q one a.txt'] };
const UNANSWERED: RigWorker = { path: 'b.txt', content: null, checks: ['test -s b.txt'] };

let rig: Rig;
afterEach(() => rig.close());

const runOf = (out: string): string => String(jsonLines(out).at(-1)?.['run']);

describe('the gate, answered after exit 3', () => {
  it('keeps a rejected branch until clean --force', async () => {
    rig = await openRig([GOOD]);
    const run = runOf((await rig.wingman('run', '--json')).out);
    const rejected = await rig.wingman('gate', 'reject', '--json');
    expect(rejected.status).toBe(1);
    expect(runFinished.parse(jsonLines(rejected.out).at(-1))).toMatchObject({ outcome: 'rejected', exit: 1 });
    expect((await rig.wingman('gate', 'reject')).status).toBe(1);
    expect((await rig.wingman('clean')).out).toContain('--force');
    expect(await rig.git('branch', '--list', 'wingman/*')).toContain(run);
    await rig.wingman('clean', '--force');
    expect(await rig.git('branch', '--list', 'wingman/*')).toBe('');
    expect(await rig.git('ls-tree', '--name-only', 'main')).not.toContain('a.txt');
  });

  it('sends workers back once, and is at the gate again', async () => {
    rig = await openRig([GOOD]);
    await rig.wingman('run', '--json');
    expect(await rig.wingman('gate', 'rework', '9')).toMatchObject({ status: 2 });
    const reworked = await rig.wingman('gate', 'rework', '1', '--json');
    expect(reworked.status).toBe(3);
    const events = jsonLines(reworked.out).map((event) => event['type']);
    expect(events.filter((type) => type === 'gate-answered')).toHaveLength(1);
    expect(events.filter((type) => type === 'worker-retried')).toHaveLength(1);
    expect(events).toContain('gate-opened');
  });

  it('requires the full name of a phase that is below the threshold', async () => {
    rig = await openRig([GOOD, UNANSWERED]);
    const end = runFinished.parse(
      jsonLines((await rig.wingman('run', '--json', '--max-retries', '0')).out).at(-1),
    );
    expect(end).toMatchObject({ exit: 3, workers: 2, escalated: 1 });
    for (const confirm of [[], ['--confirm', 'On']]) {
      const refused = await rig.wingman('gate', 'approve', ...confirm);
      expect(refused.status).toBe(3);
      expect(refused.err).toContain('--confirm "one"');
    }
    const main = await rig.git('rev-parse', 'main');
    expect((await rig.wingman('gate', 'approve', '--confirm', 'one')).status).toBe(0);
    expect(await rig.git('rev-parse', 'main')).not.toBe(main);
  });

  it('says what prevents the merge, and merges once that is gone', async () => {
    rig = await openRig([{ path: 'notes.txt', content: 'one\n', checks: ['grep -q one notes.txt'] }]);
    await rig.wingman('run', '--json');
    const file = `${rig.repo}/notes.txt`;
    await writeFile(file, 'mine\n');
    const obstructed = await rig.wingman('gate', 'approve');
    expect(obstructed.status).toBe(3);
    expect(obstructed.err).toContain('notes.txt');
    await rm(file);
    expect((await rig.wingman('gate', 'approve')).status).toBe(0);
  });
});

describe('the gate of an engine at work', () => {
  it('takes the answer of a second process', async () => {
    rig = await openRig([GOOD]);
    const engine = rig.start('run', '--json', '--gate', 'ask');
    await engine.event('gate-opened');
    const approved = await rig.wingman('gate', 'approve');
    expect(approved.status).toBe(0);
    expect(approved.err).toContain('merged into main');
    expect(await engine.end).toMatchObject({ status: 0 });
  });

  it('is not there before the workers are done', async () => {
    rig = await openRig([GOOD], { WORKER_001: ['stall'] });
    const engine = rig.start('run', '--json');
    await engine.event('model-requested');
    const early = await rig.wingman('gate', 'approve');
    expect(early.status).toBe(3);
    expect(early.err).toContain('not at its gate');
    expect((await rig.wingman('clean')).out).toContain('at work');
    const pid = Number((await engine.event('run-started'))['pid']);
    process.kill(pid, 'SIGTERM');
    const end = await engine.end;
    expect(end.status).toBe(143);
    expect(runFinished.parse(jsonLines(end.out).at(-1))).toMatchObject({ outcome: 'stopped', exit: 143 });
    const resumed = await rig.wingman('resume', '--json', '--gate', 'auto');
    expect(resumed.status).toBe(0);
  });
});

describe('a journal that is broken', () => {
  it('ends every command with status 4 and one line, and the summary where one is promised', async () => {
    rig = await openRig([GOOD]);
    const run = runOf((await rig.wingman('run', '--json')).out);
    await appendFile(`${rig.stateDir}/${run}/journal.jsonl`, 'no JSON\n');
    const status = await rig.wingman('status');
    expect(status.status).toBe(4);
    expect(status.err).toMatch(/^internal error: .*\S$/);
    const resumed = await rig.wingman('resume', '--json');
    expect(resumed.status).toBe(4);
    expect(runFinished.parse(jsonLines(resumed.out).at(-1))).toMatchObject({ outcome: 'failed', exit: 4 });
  });
});
