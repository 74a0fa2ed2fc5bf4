import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { CheckResult } from '../../../src/engine/domain/check-result.ts';
import type { Failure } from '../../../src/engine/domain/failure.ts';
import type { Result } from '../../../src/engine/domain/result.ts';
import {
  createBeforeCache,
  type BeforeCache,
  type BeforeRequest,
} from '../../../src/engine/verification/before.ts';
import { makeGate } from '../../support/gate-file.ts';
import { errorOf, valueOf } from '../../support/rig.ts';
import { makeStageRig, type StageRig } from '../../support/stage-rig.ts';
import { tempFolder, writeFiles } from '../../support/temp.ts';
import type { WorkerSpec } from '../../support/phase-files.ts';

const worker = (checks: string, number = 1): WorkerSpec => ({
  number,
  files: { [`part_${number}.py`]: `PART = ${number}\n` },
  checks,
});

interface Bench extends StageRig {
  readonly cache: BeforeCache;
  readonly run: (more?: Partial<BeforeRequest>) => Promise<Result<readonly CheckResult[], Failure>>;
}

/** A cache of its own, and the way to ask it for the first worker on the first commit. */
async function bench(checks: readonly string[], slots = 2): Promise<Bench> {
  const rig = await makeStageRig({ workers: checks.map((text, at) => worker(text, at + 1)) });
  const cache = createBeforeCache({ ...rig.before, slots });
  const request = { checks: rig.checksOf(1), attempt: 1, base: rig.start, signal: rig.io().signal };
  return { ...rig, cache, run: (more = {}) => cache.run({ ...request, ...more }) };
}

const statuses = (results: readonly CheckResult[]): readonly string[] =>
  results.map(({ status, flaky }) => (flaky ? `${status}, flaky` : status));

describe('the state before the work', () => {
  it('is what the checks say on the commit, every statement of them', async () => {
    const { run, start } = await bench(['test -f README.md\ntest -f part_1.py\npwd\ngit rev-parse HEAD']);
    const results = valueOf(await run());
    expect(statuses(results)).toEqual(['green', 'red', 'green', 'green']);
    expect(results.map(({ index, exitCode }) => [index, exitCode])).toEqual([
      [0, 0],
      [1, 1],
      [2, 0],
      [3, 0],
    ]);
    expect(results[3]?.outputTail.trim()).toBe(start);
  });

  it('is found once for a commit: who asks again, and who asks meanwhile, has the same results', async () => {
    const { run, runsOf } = await bench(['echo ran']);
    const [first, meanwhile] = await Promise.all([run(), run({ attempt: 2 })]);
    const later = await run({ attempt: 3 });
    expect(meanwhile).toBe(first);
    expect(later).toBe(first);
    expect(runsOf(1)).toEqual(['1-before']);
  });

  it('is found anew for another commit, another text and other waivers', async () => {
    const { run, runsOf, repo, checksOf } = await bench(['echo ran\ntest -f new.txt']);
    expect(statuses(valueOf(await run()))).toEqual(['green', 'red']);
    const next = repo.commit({ 'new.txt': '' });
    expect(statuses(valueOf(await run({ attempt: 2, base: next })))).toEqual(['green', 'green']);
    const checks = checksOf(1, [1]);
    expect(statuses(valueOf(await run({ attempt: 3, checks })))).toEqual(['green', 'waived']);
    const instruction = { ...checks.instruction, hash: 'another text' };
    await run({ attempt: 4, base: next, checks: { ...checks, instruction } });
    expect(runsOf(1)).toEqual(['1-before', '1-before-again', '2-before', '3-before', '4-before']);
  });

  it('is red only where it is red twice, from the same tree both times', async () => {
    const { run, runsOf } = await bench(['echo ran\ntest -e left\ntouch left']);
    expect(statuses(valueOf(await run()))).toEqual(['green', 'red', 'green']);
    expect(runsOf(1)).toEqual(['1-before', '1-before-again']);
  });

  it('is flaky where the second run passes, in these checks alone', async () => {
    const once = join(tempFolder(), 'once');
    const { run } = await bench([`test -d ${once} || { mkdir ${once}; false; }\ntest -f part_1.py\ntrue`]);
    expect(statuses(valueOf(await run()))).toEqual(['green, flaky', 'red', 'green']);
  });

  it('is run once more when the machine lacked something, which may be there by then', async () => {
    const tools = tempFolder();
    vi.stubEnv('PATH', `${tools}:${process.env['PATH'] ?? ''}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { run } = await bench(['true\nsvlint']);
    const lacking = valueOf(await run());
    expect(lacking.map(({ exitCode }) => exitCode)).toEqual([0, 127]);
    writeFiles(tools, { svlint: '#!/bin/sh\nexit 0\n' });
    chmodSync(join(tools, 'svlint'), 0o755);
    expect(statuses(valueOf(await run()))).toEqual(['green', 'green']);
  });

  it('leaves out what asks a person, and what a person has waived', async () => {
    const { run, checksOf } = await bench(['true\nrm -rf made\nfalse']);
    const results = valueOf(await run({ checks: checksOf(1, [2]) }));
    expect(statuses(results)).toEqual(['green', 'not-repeated', 'waived']);
  });

  it('takes a slot a worker, and no worktree while it waits for one', async () => {
    const gate = makeGate();
    const { run, checksOf, free } = await bench([gate.wait, 'true'], 1);
    const first = run();
    const second = run({ checks: checksOf(2) });
    const held = await gate.reached();
    expect(await free()).toBe(1);
    await held.close();
    expect((await first).ok && (await second).ok).toBe(true);
    expect(await free()).toBe(2);
  });

  it('is found for as many workers at once as there are slots', async () => {
    const gates = [makeGate(), makeGate()];
    const { run, checksOf } = await bench(gates.map(({ wait }) => wait));
    const both = [run(), run({ checks: checksOf(2) })];
    // Both have come to their gates before the first one opens.
    const held = await Promise.all(gates.map((gate) => gate.reached()));
    for (const handle of held) await handle.close();
    expect((await Promise.all(both)).map(({ ok }) => ok)).toEqual([true, true]);
  });

  it('is nothing when it is aborted, and the worktree is given back', async () => {
    const gate = makeGate();
    const { run, io, free } = await bench([gate.wait]);
    const { signal, abort } = io();
    const asked = run({ signal });
    const held = await gate.reached();
    abort();
    expect(errorOf(await asked)).toEqual({ reason: 'internal', detail: 'stopped' });
    await held.close();
    expect(await free()).toBe(2);
  });

  it('is nothing to one that waits for a slot and is aborted, and stays what it is to the others', async () => {
    const gate = makeGate();
    const { run, io, checksOf, runDir } = await bench([gate.wait, 'echo ran'], 1);
    const { signal, abort } = io();
    const first = run();
    const waiting = run({ checks: checksOf(2), signal });
    const held = await gate.reached();
    abort();
    expect(errorOf(await waiting)).toEqual({ reason: 'internal', detail: 'stopped' });
    await held.close();
    expect((await first).ok).toBe(true);
    expect(existsSync(join(runDir, 'logs', 'WORKER_002'))).toBe(false);
  });

  it('is found for one that asks while what was asked before it is being ended', async () => {
    const gate = makeGate();
    const passed = join(tempFolder(), 'passed');
    const { run, io } = await bench([`test -d ${passed} || ${gate.wait}`]);
    const { signal, abort } = io();
    const ended = run({ signal });
    const held = await gate.reached();
    mkdirSync(passed);
    abort();
    const after = run({ attempt: 2 });
    expect(errorOf(await ended)).toEqual({ reason: 'internal', detail: 'stopped' });
    await held.close();
    expect((await after).ok).toBe(true);
    // And it is kept, though the one that was ended has settled meanwhile.
    expect(await run({ attempt: 3 })).toBe(await after);
  });
});
