import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/engine/domain/check-result.ts';
import { err } from '../../../src/engine/domain/result.ts';
import { ownVerdict } from '../../../src/engine/verification/own-verdict.ts';
import { makeGate } from '../../support/gate-file.ts';
import { errorOf, valueOf } from '../../support/rig.ts';
import { makeStageRig, type RequestOptions, type StageRig } from '../../support/stage-rig.ts';
import { tempFolder } from '../../support/temp.ts';

const GOOD = 'def value():\n    return 1\n';
const CALLS = 'python3 -c "import part; assert part.value() == 1"';
/** The same without starting Python. */
const WORKS = 'grep -q "return 1" part.py';

interface Bench extends StageRig {
  readonly judge: (
    files?: Readonly<Record<string, string>>,
    more?: RequestOptions,
  ) => ReturnType<typeof judge>;
}

/** One worker with these checks, which delivers `part.py`. */
async function bench(checks: string, files: Readonly<Record<string, string>> = {}): Promise<Bench> {
  const rig = await makeStageRig({ workers: [{ number: 1, files: { 'part.py': '' }, checks }], files });
  return { ...rig, judge: (made = { 'part.py': GOOD }, more = {}) => judge(rig, made, more) };
}

/** The verdict on files of the first worker, in a worktree that holds the candidate. */
async function judge(rig: StageRig, made: Readonly<Record<string, string>>, more: RequestOptions) {
  const candidate = await rig.candidate(1, made);
  const request = rig.request(candidate, more);
  await request.checks.before;
  const worktree = valueOf(await rig.pool.lease(candidate.commit, request.io.signal));
  const verdict = await ownVerdict(rig.verifier, request, worktree, candidate.commit);
  const { events } = request.io;
  const finished = events.filter((event) => event.type === 'checks-finished');
  const resultsOf = (purpose: 'before' | 'attempt'): readonly CheckResult[] =>
    finished.find((event) => event.purpose === purpose)?.results ?? [];
  return {
    ...{ verdict, candidate, request, events, worktree, resultsOf },
    seen: (purpose: 'before' | 'attempt') =>
      resultsOf(purpose).map(({ status, flaky }) => (flaky ? `${status}, flaky` : status)),
  };
}

describe('the verdict on work by its own checks', () => {
  it('is proven by the checks that were red before it and are green on it', async () => {
    const { judge } = await bench(`${CALLS}\ntest -f README.md\ntest -f part.py`);
    const { verdict, seen } = await judge();
    expect(verdict).toEqual({ ok: true, value: { type: 'proven', by: [0, 2] } });
    expect(seen('before')).toEqual(['red', 'green', 'red']);
    expect(seen('attempt')).toEqual(['green', 'green', 'green']);
  });

  it('is unproven where nothing was red before', async () => {
    const { judge } = await bench('test -f README.md');
    expect(valueOf((await judge()).verdict)).toEqual({ type: 'unproven' });
  });

  it('is unproven where only checks went green that cannot fail', async () => {
    const { judge } = await bench(`${WORKS} || exit 0\ntest -f README.md`);
    expect(valueOf((await judge()).verdict)).toEqual({ type: 'unproven' });
  });

  it('is red with the checks that are red on it, named with what they printed', async () => {
    const { judge, runsOf } = await bench(`${WORKS}\n(echo here is why; exit 3)`);
    const { verdict } = await judge();
    expect(errorOf(verdict)).toEqual({
      reason: 'check-red',
      checks: [
        {
          worker: 'WORKER_001',
          command: '(echo here is why; exit 3)',
          line: expect.any(Number) as number,
          status: 'exit status 3',
          outputTail: 'here is why\n',
        },
      ],
    });
    expect(runsOf(1)).toContain('1-attempt-again');
  });

  it('convicts nobody for a check that passes the second time, and takes it for no proof', async () => {
    const once = join(tempFolder(), 'once');
    const { judge } = await bench(`test -f part.py && { test -d ${once} || { mkdir ${once}; false; }; }`);
    const { verdict, seen } = await judge();
    expect(valueOf(verdict)).toEqual({ type: 'unproven' });
    expect(seen('attempt')).toEqual(['green, flaky']);
  });

  it('runs the second time on the candidate and nothing that the first run left', async () => {
    const { judge } = await bench('test -f left || { echo x >left; echo x >>part.py; false; }\ntrue');
    const { verdict, seen } = await judge();
    expect(errorOf(verdict)).toMatchObject({ reason: 'check-red', checks: [{ status: 'exit status 1' }] });
    expect(seen('attempt')).toEqual(['red', 'green']);
  });
});

describe('what the machine lacks', () => {
  const LACKS = 'svlint --version';

  it('explains red checks, and is no fault of the work', async () => {
    const { judge, runsOf } = await bench(`${WORKS}\necho ran\n${LACKS}`);
    const failure = errorOf((await judge()).verdict);
    expect(failure).toMatchObject({
      reason: 'environment',
      lacks: [{ kind: 'program', name: 'svlint', checks: [2] }],
    });
    expect(runsOf(1)).not.toContain('1-attempt-again');
  });

  it('excuses nothing where another check is red that it does not explain', async () => {
    const { judge } = await bench(`${WORKS}\n${LACKS}`);
    const failure = errorOf((await judge({ 'part.py': 'def value():\n    return 2\n' })).verdict);
    expect(failure).toMatchObject({ reason: 'check-red', checks: [{ command: WORKS }, { command: LACKS }] });
  });

  it('proves nothing when it is there by then', async () => {
    // Not there before the work; the work's own run finds it.
    const { judge } = await bench(
      `test -f part.py && mkdir -p build/bin && printf '#!/bin/sh\\n' > build/bin/svlint && chmod +x build/bin/svlint\nPATH=$PWD/build/bin:$PATH svlint`,
    );
    const { verdict, seen } = await judge();
    expect(seen('before')).toEqual(['red', 'red']);
    expect(seen('attempt')).toEqual(['green', 'green']);
    expect(valueOf(verdict)).toEqual({ type: 'proven', by: [0] });
  });
});

describe('the state before the work', () => {
  it('is that of the base where nobody has changed what the checks read', async () => {
    const { judge, repo, start, runsOf } = await bench(`echo ran\n${WORKS}`);
    const onto = repo.commit({ 'elsewhere.txt': '' });
    const { events, verdict } = await judge(undefined, { onto });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'checks-finished', purpose: 'before', commit: start }),
    );
    expect(valueOf(verdict)).toMatchObject({ type: 'proven' });
    expect(runsOf(1)).toEqual(['1-attempt', '1-before']);
  });

  it('is that of the tip where somebody has: what another worker made green proves nothing', async () => {
    const { judge, repo } = await bench('python3 -c "import core; assert core.value() == 1"');
    const onto = repo.commit({ 'core.py': GOOD });
    const { events, seen, verdict } = await judge({ 'part.py': GOOD, 'core.py': GOOD }, { onto });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'checks-finished', purpose: 'before', commit: onto }),
    );
    expect(seen('before')).toEqual(['green']);
    expect(valueOf(verdict)).toEqual({ type: 'unproven' });
  });

  it('that could not be found is the end of the verdict', async () => {
    const { judge } = await bench('true');
    const failure = { reason: 'workspace', detail: 'no room' } as const;
    const { verdict } = await judge(undefined, { before: Promise.resolve(err(failure)) });
    expect(errorOf(verdict)).toEqual(failure);
  });

  it('is not waited for when the verification is aborted', async () => {
    const gate = makeGate();
    const rig = await bench(`${gate.wait}\ntrue`);
    const candidate = await rig.candidate(1, { 'part.py': GOOD });
    const request = rig.request(candidate, { before: new Promise(() => undefined) });
    const worktree = valueOf(await rig.pool.lease(candidate.commit, request.io.signal));
    const verdict = ownVerdict(rig.verifier, request, worktree, candidate.commit);
    const held = await gate.reached();
    request.io.abort();
    expect(errorOf(await verdict)).toMatchObject({ reason: 'internal' });
    await held.close();
  });
});

describe('what may happen only once an attempt', () => {
  const ASKS = 'rm -rf made && echo ran';

  it('keeps its result from one verification to the next', async () => {
    const { judge } = await bench(`${ASKS}\n${WORKS}`);
    const once = new Map<number, CheckResult>();
    const first = await judge(undefined, { once });
    expect(first.seen('before')).toEqual(['not-repeated', 'red']);
    expect(first.seen('attempt')).toEqual(['green', 'green']);
    expect([...once.keys()]).toEqual([0]);
    const second = await judge(undefined, { once, number: 2 });
    expect(second.resultsOf('attempt')[0]).toBe(once.get(0));
    expect(valueOf(second.verdict)).toEqual({ type: 'proven', by: [1] });
  });

  it('does not happen again for a red check beside it', async () => {
    const { judge, runsOf } = await bench(`${ASKS}\nfalse`);
    const { verdict, seen } = await judge();
    expect(seen('attempt')).toEqual(['green', 'red']);
    expect(errorOf(verdict)).toMatchObject({ reason: 'check-red', checks: [{ command: 'false' }] });
    expect(runsOf(1)).toEqual(['1-attempt']);
  });

  it('stays red once it was', async () => {
    const { judge } = await bench(`rm -rf made && false\n${WORKS}`);
    const once = new Map<number, CheckResult>();
    await judge(undefined, { once });
    const failure = errorOf((await judge(undefined, { once, number: 2 })).verdict);
    expect(failure).toMatchObject({ reason: 'check-red', checks: [{ command: 'rm -rf made && false' }] });
  });

  it('does not happen at all where a person has waived it', async () => {
    const { judge } = await bench(`${ASKS}\n${WORKS}`);
    const once = new Map<number, CheckResult>();
    const { seen } = await judge(undefined, { once, waived: [0] });
    expect(seen('attempt')).toEqual(['waived', 'green']);
    expect(once.size).toBe(0);
  });
});

describe('what checks do beside checking', () => {
  it('is told where they change or add files, without what every tool leaves behind', async () => {
    const { judge, repo } = await bench(
      'echo x >>README.md\nmkdir -p notes && echo x >notes/new.txt\nmkdir -p __pycache__ && touch __pycache__/x.pyc a.log',
    );
    const { events, candidate } = await judge();
    expect(events.filter(({ type }) => type === 'worktree-changed')).toEqual([
      { type: 'worktree-changed', paths: ['README.md', 'notes'] },
    ]);
    expect(repo.git('show', '--name-only', '--format=', candidate.commit)).toBe('part.py');
  });

  it('is not told where there is nothing to tell', async () => {
    const { judge } = await bench(WORKS);
    expect((await judge()).events.map(({ type }) => type)).not.toContain('worktree-changed');
  });

  it.each([
    ['at exit', 'import atexit, os\natexit.register(os._exit, 0)\n'],
    ['at an error', 'import os, sys\nsys.excepthook = lambda *a: os._exit(0)\n'],
    ['at once', 'import os\nos._exit(0)\n'],
  ])('is no proof where importing the work ends its importer in success %s', async (_, way) => {
    const { judge } = await bench(CALLS);
    const { verdict } = await judge({ 'part.py': `${way}\ndef value():\n    return 2\n` });
    expect(errorOf(verdict)).toMatchObject({
      reason: 'check-red',
      checks: [
        {
          worker: 'WORKER_001',
          command: 'python3 -c "import part; assert False"',
          outputTail: expect.stringContaining('part.py') as string,
        },
      ],
    });
  });

  it('comes to light in order: started, before, attempt', async () => {
    const { judge } = await bench(`echo ran\n${WORKS}`);
    const { events, candidate, request } = await judge();
    const told = events.filter(({ type }) => type !== 'check-output');
    expect(told.map((event) => [event.type, 'purpose' in event ? event.purpose : null])).toEqual([
      ['checks-started', 'attempt'],
      ['checks-finished', 'before'],
      ['checks-finished', 'attempt'],
    ]);
    expect(told.map((event) => ('commit' in event ? event.commit : null))).toEqual([
      candidate.commit,
      request.candidate.base,
      candidate.commit,
    ]);
    expect(events.flatMap((event) => (event.type === 'check-output' ? [event.text] : [])).join('')).toContain(
      'ran\n',
    );
  });
});
