import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, openRig, type Rig, type Said } from './rig.ts';
import { runFinished, runs, status } from './shapes.ts';

// The second file's text is hostile: escape codes, HTML and Markdown.
const HOSTILE = 'two \u001b[31mred\u001b[0m <script>alert(1)</script> | **bold**\n';

let rig: Rig;
let first: Said;
let run = '';
beforeAll(async () => {
  rig = await openRig(
    [
      { path: 'a.txt', content: 'one\n', checks: ['# A label', 'grep -q one a.txt'] },
      { path: 'b.txt', content: HOSTILE, checks: ['cat b.txt', 'grep -q two b.txt'], after: ['WORKER_001'] },
    ],
    { WORKER_002: ['empty', 'ok'] },
  );
  first = await rig.wingman('run', 'one', '--headless', '--json');
  run = String(jsonLines(first.out).at(-1)?.['run']);
});
afterAll(() => rig.close());

describe('a run without a terminal', () => {
  it('stops at the gate with status 3 and a summary', () => {
    expect(first.status).toBe(3);
    const end = runFinished.parse(jsonLines(first.out).at(-1));
    expect(end).toMatchObject({ outcome: 'waiting', phase: 'one', exit: 3, workers: 2, firstTry: 1 });
    expect(end.proven + end.unproven).toBe(2);
    expect(rig.model.requests().map(({ worker }) => worker)).toEqual([
      'WORKER_001',
      'WORKER_002',
      'WORKER_002',
    ]);
  });

  it('is in the list of runs with what it waits for', async () => {
    const listed = runs.parse(JSON.parse((await rig.wingman('runs', '--json')).out));
    expect(listed).toMatchObject([{ run, phase: 'one', state: 'reviewing', workers: 2, accepted: 2 }]);
    expect(listed[0]?.waits.join()).toContain('wingman gate');
    expect((await rig.wingman('runs')).out).toContain(run);
  });

  it('has a status, as JSON and for people', async () => {
    const view = status.parse(JSON.parse((await rig.wingman('status', '--json')).out));
    expect(view).toMatchObject({ run, phase: 'one', state: 'reviewing', approvals: [] });
    expect(view.workers.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['accepted', 1],
      ['accepted', 2],
    ]);
    const text = (await rig.wingman('status', run)).out;
    expect(text).toContain('WORKER_002');
    expect(text).toContain('wingman gate approve');
  });

  it.each(['2', '002', 'WORKER_002'])('shows the log of %s, made safe', async (id) => {
    const { status: code, out } = await rig.wingman('logs', id);
    expect(code).toBe(0);
    expect(out).toContain('two ␛[31mred');
    expect(out).not.toContain('\u001b');
  });

  it('shows the end of a log', async () => {
    const { out } = await rig.wingman('logs', '2', '--tail', '1');
    expect(out.split('\n')).toHaveLength(1);
  });

  it('shows what a worker changed, safe, or byte for byte into a pipe', async () => {
    const safe = await rig.wingman('diff', '2');
    expect(safe.out).toContain('+two ␛[31mred');
    const raw = await rig.wingman('diff', '2', '--raw');
    expect(raw.out).toContain('+two \u001b[31mred');
    expect((await rig.wingman('diff', '1')).out).not.toContain('b.txt');
    const none = await rig.wingman('diff', '2', '--attempt', '1');
    expect(none).toMatchObject({ status: 2, out: '' });
    expect(none.err).toContain('attempt 1 of WORKER_002');
  });

  it('names a worker that it does not have', async () => {
    const { status: code, err } = await rig.wingman('logs', '9');
    expect(code).toBe(2);
    expect(err).toContain('WORKER_009');
  });

  it('has a report in three formats, in which hostile text is only text', async () => {
    const json = JSON.parse((await rig.wingman('report', '--format', 'json')).out) as {
      workers: { id: string; attempts: { outcome: string; failure: string; checks: unknown[] }[] }[];
      gate: { accepted: number };
    };
    expect(json.workers[1]?.attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'accepted']);
    expect(json.workers[1]?.attempts[0]?.failure).toBe('empty answer');
    expect(json.workers[1]?.attempts[1]?.checks).toHaveLength(2);
    expect(json.gate.accepted).toBe(2);
    for (const format of ['md', 'html']) {
      const { out } = await rig.wingman('report', run, '--format', format);
      expect(out, format).toContain('empty answer');
      expect(out, format).not.toMatch(/\u001b|<script/);
    }
  });

  it('is not cleaned while it waits', async () => {
    const { out } = await rig.wingman('clean');
    expect(out).toContain('not finished');
    expect(existsSync(join(rig.stateDir, run, 'journal.jsonl'))).toBe(true);
    expect(await rig.git('branch', '--list', `wingman/${run}`)).not.toBe('');
  });

  it('is merged by gate approve from another process, once and for all', async () => {
    const approved = await rig.wingman('gate', 'approve', '--json');
    expect(approved.status).toBe(0);
    expect(runFinished.parse(jsonLines(approved.out).at(-1))).toMatchObject({ outcome: 'merged', exit: 0 });
    expect(await rig.git('show', 'main:a.txt')).toBe('one');
    const before = await rig.git('rev-parse', 'main');
    expect((await rig.wingman('gate', 'approve')).status).toBe(0);
    expect((await rig.wingman('resume')).status).toBe(0);
    expect(await rig.git('rev-parse', 'main')).toBe(before);
    const late = await rig.wingman('gate', 'reject');
    expect(late).toMatchObject({ status: 3 });
    expect(late.err).toContain('merged already');
  });

  it('is cleaned then: its folders and its branch go, its state only when asked', async () => {
    const { status: code, out } = await rig.wingman('clean');
    expect(code).toBe(0);
    expect(out).toContain(`branch wingman/${run}`);
    expect(await rig.git('branch', '--list', 'wingman/*')).toBe('');
    expect((await rig.git('worktree', 'list')).split('\n')).toHaveLength(1);
    expect((await rig.wingman('status')).out).toContain('merged into main');
    await rig.wingman('clean', run, '--state-too');
    expect(readdirSync(rig.stateDir)).toEqual([]);
  });
});
