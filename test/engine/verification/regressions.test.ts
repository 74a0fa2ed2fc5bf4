import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/engine/domain/check-result.ts';
import { ok } from '../../../src/engine/domain/result.ts';
import { findRegressions } from '../../../src/engine/verification/regressions.ts';
import { runChecks } from '../../../src/engine/verification/run-checks.ts';
import { makeGate } from '../../support/gate-file.ts';
import { errorOf, valueOf } from '../../support/rig.ts';
import { makeStageRig, type StageRequest, type StageRig } from '../../support/stage-rig.ts';
import { tempFolder } from '../../support/temp.ts';

/** A repo where the second worker's check, and those behind it, are green; the first one is the candidate's. */
async function bench(
  earlier: readonly string[],
  more: { own?: string; max?: number } = {},
): Promise<StageRig> {
  const { own = 'true', max = 2 } = more;
  const workers = [own, ...earlier].map((checks, at) => ({
    number: at + 1,
    files: { [`part_${at + 1}.txt`]: '' },
    checks,
  }));
  return makeStageRig({ workers, max, files: { '.gitignore': '*.ignored\n', 'kept.txt': 'kept\n' } });
}

interface Looked {
  readonly request: StageRequest;
  readonly found: ReturnType<typeof findRegressions>;
}

/** Looks for what a change breaks of the second worker and all behind it, after its own checks have run there. */
async function look(
  rig: StageRig,
  files: Readonly<Record<string, string>>,
  earlier: readonly number[] = rig.instructions.slice(1).map(({ number }) => number),
): Promise<Looked> {
  const candidate = await rig.candidate(1, files);
  const request = rig.request(candidate, { earlier, before: Promise.resolve(ok([])) });
  const { signal } = request.io;
  const worktree = valueOf(await rig.pool.lease(candidate.commit, signal));
  await runChecks(rig.verifier, {
    instruction: rig.checksOf(1).instruction,
    ...{ tree: worktree, skip: new Map(), limitMs: () => 60_000, signal },
    label: 'own',
    onOutput: () => undefined,
  });
  const { commit, tree } = candidate;
  const found = findRegressions(rig.verifier, request, { worktree, commit, tree });
  return { request, found: found.finally(() => rig.pool.release(worktree)) };
}

const finished = ({ io }: StageRequest): readonly (readonly [string, readonly CheckResult[]])[] =>
  io.events.flatMap((event) =>
    event.type === 'checks-finished' ? [[event.of, event.results] as const] : [],
  );

describe('an earlier worker', () => {
  it('whose check goes red convicts the candidate, by worker and command', async () => {
    const rig = await bench(['true\ncat kept.txt; grep -q kept kept.txt', 'grep -q kept kept.txt']);
    const { found, request } = await look(rig, { 'kept.txt': 'lost\n' });
    expect(valueOf(await found)).toEqual([
      {
        ...{ worker: 'WORKER_002', command: 'grep -q kept kept.txt', status: 'exit status 1' },
        ...{ line: expect.any(Number) as number, outputTail: '' },
      },
      expect.objectContaining({ worker: 'WORKER_003', command: 'grep -q kept kept.txt' }),
    ]);
    expect(request.io.events.map((event) => event.type)).toEqual([
      'checks-started',
      'checks-started',
      'checks-finished',
      'checks-finished',
    ]);
    expect(rig.runsOf(2)).toEqual(['WORKER_001-1-1-again', 'WORKER_001-1-1-first']);
  });

  it('whose checks are green convicts nobody', async () => {
    const rig = await bench(['echo ran; grep -q kept kept.txt']);
    const { found, request } = await look(rig, { 'part_1.txt': 'work\n' });
    expect(valueOf(await found)).toEqual([]);
    expect(finished(request).map(([of, results]) => [of, results.map(({ status }) => status)])).toEqual([
      ['WORKER_002', ['green', 'green']],
    ]);
    expect(rig.runsOf(2)).toEqual(['WORKER_001-1-1-first']);
  });

  it('convicts nobody with a check that passes the second time', async () => {
    const once = join(tempFolder(), 'once');
    const rig = await bench([`test -d ${once} || { mkdir ${once}; false; }`]);
    const { found, request } = await look(rig, { 'part_1.txt': 'work\n' });
    expect(valueOf(await found)).toEqual([]);
    expect(finished(request)[0]?.[1].map(({ status, flaky }) => [status, flaky])).toEqual([['green', true]]);
  });

  it('convicts nobody for what the machine lacks by now', async () => {
    const rig = await bench(['svlint --version']);
    const { found } = await look(rig, { 'part_1.txt': 'work\n' });
    expect(valueOf(await found)).toEqual([]);
  });

  it('is not asked again what a person must allow', async () => {
    const rig = await bench(['rm -rf kept.txt\ngrep -q kept kept.txt']);
    const { found, request } = await look(rig, { 'part_1.txt': 'work\n' });
    expect(valueOf(await found)).toEqual([]);
    expect(finished(request)[0]?.[1].map(({ status }) => status)).toEqual(['not-repeated', 'green']);
  });
});

describe('several earlier workers', () => {
  it('are checked at once where worktrees are free', async () => {
    const gates = [makeGate(), makeGate(), makeGate()];
    const rig = await bench(
      gates.map(({ wait }) => wait),
      { max: 3 },
    );
    const { found } = await look(rig, { 'part_1.txt': 'work\n' });
    // All have come to their gates before the first one opens.
    const held = await Promise.all(gates.map((gate) => gate.reached()));
    expect(await rig.free()).toBe(0);
    for (const handle of held) await handle.close();
    expect(valueOf(await found)).toEqual([]);
    expect(await rig.free()).toBe(3);
  });

  it('are checked one after the other where none is free', async () => {
    const rig = await bench(['grep -q kept kept.txt', 'grep -q kept kept.txt', 'true'], { max: 1 });
    const { found, request } = await look(rig, { 'kept.txt': 'lost\n' });
    expect(valueOf(await found).map(({ worker }) => worker)).toEqual(['WORKER_002', 'WORKER_003']);
    expect(finished(request).map(([of]) => of)).toEqual(['WORKER_002', 'WORKER_003', 'WORKER_004']);
  });

  it('are let go when the verification is aborted, and so are the worktrees', async () => {
    const gate = makeGate();
    const rig = await bench([gate.wait, 'true', 'true'], { max: 1 });
    const { found, request } = await look(rig, { 'part_1.txt': 'work\n' });
    const held = await gate.reached();
    request.io.abort();
    expect(errorOf(await found)).toMatchObject({ reason: 'internal' });
    await held.close();
    expect(finished(request)).toEqual([]);
    expect(await rig.free()).toBe(1);
  });
});

describe('the results of a check on a tree', () => {
  it('are found once: another verification of the same tree has them', async () => {
    const rig = await bench(['echo ran; grep -q kept kept.txt']);
    const files = { 'kept.txt': 'lost\n' };
    const first = await look(rig, files);
    const broken = valueOf(await first.found);
    // Another commit with the same tree.
    const again = await look(rig, files);
    expect(valueOf(await again.found)).toEqual(broken);
    expect(again.request.io.events.map(({ type }) => type)).toEqual(['checks-finished']);
    expect(finished(again.request)).toEqual(finished(first.request));
    expect(rig.runsOf(2)).toEqual(['WORKER_001-1-1-again', 'WORKER_001-1-1-first']);
  });

  it('are found anew on another tree', async () => {
    const rig = await bench(['echo ran; grep -q kept kept.txt']);
    expect(valueOf(await (await look(rig, { 'kept.txt': 'lost\n' })).found)).toHaveLength(1);
    expect(valueOf(await (await look(rig, { 'part_1.txt': 'work\n' })).found)).toEqual([]);
  });
});

describe('what other checks left behind', () => {
  /** Own checks that leave something, and an earlier worker's check that would see it. */
  const LEFT: readonly (readonly [string, string, string])[] = [
    ['a stray file', 'touch stray.txt', '! test -e stray.txt'],
    ['an empty folder', 'mkdir -p a/b/c', '! test -e a'],
    ['an ignored file', 'touch x.ignored', '! test -e x.ignored'],
    ['a changed file', 'echo changed >kept.txt', 'grep -q kept kept.txt'],
    ['a file that is gone', 'rm kept.txt', 'grep -q kept kept.txt'],
    [
      'a file whose changes Git is not to look at',
      'git update-index --assume-unchanged kept.txt; echo changed >kept.txt',
      'grep -q kept kept.txt',
    ],
    ['a staged file', 'touch staged.txt; git add staged.txt', '! test -e staged.txt'],
    [
      'a commit',
      'echo x >kept.txt; git -c user.name=x -c user.email=x@x commit -qam x',
      'grep -q kept kept.txt',
    ],
  ];

  it.each(LEFT)('does not reach an earlier worker: %s', async (_, leave, see) => {
    const rig = await bench([see], { own: leave, max: 1 });
    const { found, request } = await look(rig, { 'part_1.txt': 'work\n' });
    expect(valueOf(await found)).toEqual([]);
    // Green at once, and not for having been brought back for a second run.
    expect(finished(request)[0]?.[1].every(({ status, flaky }) => status === 'green' && !flaky)).toBe(true);
  });

  it('does not reach the earlier worker behind the one that left it', async () => {
    const rig = await bench(['touch stray.txt; mkdir -p a/b', '! test -e stray.txt && ! test -e a'], {
      max: 1,
    });
    const { found } = await look(rig, { 'part_1.txt': 'work\n' });
    expect(valueOf(await found)).toEqual([]);
  });

  it('does not hide what the candidate broke', async () => {
    const rig = await bench(['test -f built.txt'], { own: 'touch built.txt', max: 1 });
    const { found } = await look(rig, { 'part_1.txt': 'work\n' });
    expect(valueOf(await found)).toMatchObject([{ worker: 'WORKER_002', command: 'test -f built.txt' }]);
  });

  it('that cannot be cleared away is the failure of the workspace, and nobody is convicted', async () => {
    const rig = await bench(['true'], { own: 'mv .git elsewhere', max: 1 });
    const { found } = await look(rig, { 'part_1.txt': 'work\n' });
    expect(errorOf(await found)).toMatchObject({ reason: 'workspace' });
  });
});
