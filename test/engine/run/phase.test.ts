import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../support/fake-clock.ts';
import { workerId } from '../../support/fake-run.ts';
import type { WorkerSpec } from '../../support/phase-files.ts';
import { asAnswer, journalOf, makeRig } from '../../support/rig.ts';
import { tempFolder, writeFiles } from '../../support/temp.ts';
import { tempRepo } from '../../support/temp-repo.ts';

const simple = (number: number, more: Partial<WorkerSpec> = {}): WorkerSpec => ({
  number,
  files: { [`part_${number}.py`]: `def value():\n    return ${number}\n` },
  checks: `python3 -c "import part_${number}; assert part_${number}.value() == ${number}"`,
  ...more,
});

describe('a phase', () => {
  it('goes from worker files to a merged branch, and leaves nothing behind but the run', async () => {
    const rig = await makeRig({
      workers: [simple(1), simple(2, { after: [1] }), simple(3, { type: 'OLLAMA' })],
    });
    const before = rig.repo.git('rev-parse', 'main');
    const run = await rig.start();
    const end = await run.finished;
    expect(end).toMatchObject({
      outcome: 'merged',
      exit: 0,
      workers: 3,
      failed: 0,
      escalated: 0,
      blocked: 0,
      skipped: 0,
    });
    expect(end.proven + end.unproven).toBe(3);
    expect(rig.repo.git('rev-parse', 'main')).toBe(end.commit);
    expect(rig.repo.git('merge-base', before, 'main')).toBe(before);
    expect(rig.repo.git('show', 'main:part_3.py')).toContain('return 3');
    expect(rig.repo.git('status', '--porcelain')).toBe('');
    expect(rig.repo.git('worktree', 'list').split('\n')).toHaveLength(1);
    expect(readdirSync(rig.workDir).flatMap((name) => readdirSync(join(rig.workDir, name)))).toEqual([]);
    expect(rig.repo.git('tag').split('\n')).toContain(`wingman-${end.run}`);
  });

  it('starts a worker after those that it depends on, and never more at once than the setting says', async () => {
    const workers = [1, 2, 3, 4, 5, 6].map((number) => simple(number, number === 6 ? { after: [1, 5] } : {}));
    const rig = await makeRig({ workers });
    const run = await rig.start({ flags: { concurrency: 2 } });
    await run.finished;
    let running = 0;
    let most = 0;
    const accepted = new Set<string>();
    for (const event of run.events) {
      if (event.type === 'attempt-started') {
        running += 1;
        if (event.worker === workerId(6))
          expect([...accepted]).toEqual(expect.arrayContaining([workerId(1), workerId(5)]));
      }
      if (event.type === 'worker-accepted') {
        running -= 1;
        accepted.add(event.worker);
      }
      most = Math.max(most, running);
    }
    expect(accepted.size).toBe(6);
    expect(most).toBe(2);
  });

  it('gives every attempt a commit with its trailers, in the name of the user', async () => {
    const rig = await makeRig({ workers: [simple(1)] });
    const end = await (await rig.start()).finished;
    const tip = rig.repo.git('rev-parse', end.branch);
    const text = rig.repo.git('log', '-1', '--format=%an <%ae>%n%B', tip);
    expect(text).toContain('User <user@localhost>');
    expect(text).toMatch(/^Wingman-Worker: WORKER_001$/m);
    expect(text).toMatch(/^Wingman-Attempt: 1$/m);
    expect(text).toMatch(/^Wingman-Provider: openai$/m);
    expect(text).toMatch(/^Wingman-Model: simulated$/m);
  });

  it('heals a worker whose first answers are no work, and counts what it took', async () => {
    const faults = { WORKER_001: ['guide', 'broken'], WORKER_002: ['e429'] } as const;
    const rig = await makeRig({ workers: [simple(1), simple(2)], simulator: { faults } });
    const run = await rig.start();
    const end = await run.finished;
    expect(end).toMatchObject({ outcome: 'merged', firstTry: 1 });
    expect(run.all('attempt-failed').map((event) => [event.worker, event.failure.reason])).toEqual([
      ['WORKER_001', 'guide'],
      ['WORKER_001', 'broken'],
    ]);
    expect(run.all('model-delayed').map((event) => event.worker)).toEqual(['WORKER_002']);
  });

  it('leaves a worker to a person after the retries, holds its dependents back and brings the rest to the gate', async () => {
    const wrong = simple(1, { files: { 'part_1.py': 'def value():\n    return 99\n' } });
    const rig = await makeRig({ workers: [wrong, simple(2, { after: [1] }), simple(3)] });
    const run = await rig.start({ flags: { maxRetries: 1 } });
    const end = await run.finished;
    expect(end).toMatchObject({ outcome: 'rejected', exit: 1, escalated: 1, blocked: 1 });
    expect(end.proven + end.unproven).toBe(1);
    expect(run.all('attempt-failed').map((event) => event.failure.reason)).toEqual([
      'check-red',
      'check-red',
    ]);
    expect(run.all('worker-blocked')).toMatchObject([{ worker: 'WORKER_002', by: ['WORKER_001'] }]);
    expect(rig.repo.git('rev-parse', end.branch)).toBe(end.commit);
    expect(rig.repo.git('rev-parse', 'main')).not.toBe(end.commit);
  });
});

const block = (number: number): string => `def part_${number}():\n    return ${number}\n\n\n`;
const upTo = (count: number, without = 0): string =>
  Array.from({ length: count }, (_, at) => at + 1)
    .filter((number) => number !== without)
    .map(block)
    .join('');

describe('workers of one file', () => {
  const workers = Array.from({ length: 12 }, (_, at): WorkerSpec => {
    const number = at + 1;
    return {
      number,
      files: { 'shared.py': upTo(number) },
      checks: `python3 -c "import shared; assert shared.part_${number}() == ${number}"`,
    };
  });

  it('follow each other, twelve in a row, and lose nothing', async () => {
    const rig = await makeRig({ workers });
    const run = await rig.start();
    expect(await run.finished).toMatchObject({ outcome: 'merged', workers: 12 });
    expect(run.all('worker-accepted').map((event) => event.worker)).toEqual(
      workers.map(({ number }) => workerId(number)),
    );
    expect(rig.repo.git('show', 'main:shared.py').match(/def part_\d+/g)).toHaveLength(12);
  });

  it('convict the one whose answer drops a function of an earlier one; it heals, the earlier one stays', async () => {
    const right = (worker: string): string => asAnswer('shared.py', upTo(Number(worker.slice(-3))));
    const rig = await makeRig({
      workers: workers.slice(0, 7),
      replies: (worker, n) =>
        worker === 'WORKER_007' && n === 1 ? asAnswer('shared.py', upTo(7, 3)) : right(worker),
    });
    const run = await rig.start();
    expect(await run.finished).toMatchObject({ outcome: 'merged', workers: 7 });
    const failed = run.all('attempt-failed');
    expect(failed.map((event) => event.worker)).toEqual(['WORKER_007']);
    expect(failed[0]?.failure).toMatchObject({ reason: 'regression', checks: [{ worker: 'WORKER_003' }] });
    expect(run.all('worker-accepted').filter((event) => event.worker === 'WORKER_003')).toHaveLength(1);
    expect(rig.repo.git('show', 'main:shared.py')).toContain('def part_3');
  });
});

describe('the virtual environment', () => {
  it('serves the checks with a module that no other Python has, its Python being a link to one without it', async () => {
    const repo = tempRepo({ files: { '.gitignore': '.venv\n' } });
    const made = spawnSync('python3', ['-m', 'venv', '--without-pip', join(repo.dir, '.venv')], {
      encoding: 'utf8',
    });
    expect(made.stderr).toBe('');
    const [lib = ''] = readdirSync(join(repo.dir, '.venv', 'lib'));
    writeFiles(join(repo.dir, '.venv', 'lib', lib, 'site-packages'), { 'only_in_venv.py': 'ANSWER = 42\n' });
    expect(spawnSync('python3', ['-c', 'import only_in_venv']).status).not.toBe(0);
    const checks = [
      'python3 -c "import only_in_venv, sys; assert sys.prefix != sys.base_prefix, sys.prefix"',
      `python -c "import part_1; assert part_1.value() == 42"`,
      '.venv/bin/python3 -c "import only_in_venv"',
    ].join('\n');
    const files = { 'part_1.py': 'from only_in_venv import ANSWER\n\n\ndef value():\n    return ANSWER\n' };
    const rig = await makeRig({ repo, workers: [simple(1, { files, checks })] });
    const run = await rig.start();
    expect(await run.finished).toMatchObject({ outcome: 'merged' });
    expect(rig.repo.git('ls-files')).not.toContain('.venv');
  });
});

describe('an answer', () => {
  it('that writes outside its deliverables leaves no trace outside, and says so in the evidence', async () => {
    const outside = tempFolder('wingman-outside-');
    const target = join(outside, 'owned.py');
    const repo = tempRepo();
    symlinkSync(outside, join(repo.dir, 'link'));
    repo.commit({});
    const reply = [
      asAnswer('part_1.py', 'def value():\n    return 1'),
      asAnswer('../../owned.py', 'x = 1'),
      asAnswer(target, 'x = 1'),
      asAnswer('.git/hooks/post-checkout', 'x = 1'),
      asAnswer('link/owned.py', 'x = 1'),
      asAnswer('other.py', 'x = 1'),
    ].join('\n');
    const rig = await makeRig({ repo, workers: [simple(1)], replies: () => reply });
    const run = await rig.start();
    const end = await run.finished;
    expect(readdirSync(outside)).toEqual([]);
    expect(readdirSync(join(repo.dir, '.git', 'hooks'))).not.toContain('post-checkout');
    const refused = run.all('answer-read').flatMap((event) => event.refused.map(({ path }) => path));
    expect(refused).toEqual(
      expect.arrayContaining(['other.py', 'link/owned.py', '.git/hooks/post-checkout']),
    );
    const changed = repo.git('diff', '--name-only', `${end.branch}`, 'main@{0}').split('\n');
    expect(changed).not.toContain('other.py');
    expect(repo.git('ls-tree', '-r', '--name-only', end.branch).split('\n')).not.toContain('other.py');
  });
});

describe('approvals', () => {
  const asking = simple(1, { checks: 'test -f part_1.py\nrm -r scratch_folder || true\n' });

  it('without an answer in 300 seconds are none: the worker is escalated, and nothing was run', async () => {
    const clock = fakeClock();
    const rig = await makeRig({ workers: [asking] });
    const run = await rig.start({
      clock,
      onEvent: (event) => {
        if (event.type !== 'approval-requested') return;
        clock.advance(299_999);
        expect(event.approval.expiresAt).toBe(event.approval.requestedAt + 300_000);
        clock.advance(1);
      },
    });
    expect(await run.finished).toMatchObject({ outcome: 'rejected', escalated: 1 });
    expect(run.all('approval-answered').map((event) => event.answer)).toEqual([{ type: 'timeout' }]);
    expect(run.all('attempt-failed')[0]?.failure).toEqual({
      reason: 'not-approved',
      command: 'rm -r scratch_folder || true',
      how: 'timeout',
    });
    expect(run.all('checks-started')).toEqual([]);
  });

  it('that are denied end the worker; those that are given let it land, and the gate does not repeat the check', async () => {
    for (const type of ['deny', 'approve'] as const) {
      const rig = await makeRig({ workers: [asking] });
      const run = await rig.start({
        onEvent: (event, engine) => {
          if (event.type === 'approval-requested')
            engine.handle.send({ type, id: event.approval.id, hash: event.approval.hash, by: 'tester' });
        },
      });
      const end = await run.finished;
      expect(end.outcome).toBe(type === 'approve' ? 'merged' : 'rejected');
      if (type === 'deny') {
        expect(run.all('worker-escalated')[0]?.failure).toMatchObject({
          reason: 'not-approved',
          how: 'denied',
        });
      } else {
        expect(run.all('gate-opened')[0]?.report.cleanClone).toMatchObject({ notRepeated: 1, red: 0 });
      }
    }
  });
});

describe('the budget', () => {
  it('ends the run resumably once it is spent; a larger one lets it go on', async () => {
    const prices = { simulated: { input: 1_000_000, output: 1_000_000 } };
    const rig = await makeRig({ workers: [simple(1), simple(2, { after: [1] })] });
    const run = await rig.start({ flags: { budget: 1, prices } });
    const end = await run.finished;
    expect(end).toMatchObject({ outcome: 'waiting', exit: 3, result: { why: 'the budget is spent' } });
    expect(end.proven + end.unproven).toBe(1);
    const again = await rig.resume(run.prepared.runDir, { flags: { budget: 1e12 } });
    expect(await again.finished).toMatchObject({ outcome: 'merged', workers: 2 });
  });
});

describe('secrets', () => {
  it('reach no check, no journal and no log under any name', async () => {
    const dump = simple(1, { checks: 'sh show.sh\ntest -f part_1.py' });
    const key = 'sk-test-0123456789abcdef';
    process.env['UNRELATED_NAME'] = `prefix ${key} suffix`;
    process.env['OPENAI_API_KEY'] = 'another-key-of-openai';
    try {
      const rig = await makeRig({
        repo: tempRepo({ files: { 'show.sh': 'env | sort\n' } }),
        workers: [dump],
        replies: () => `${asAnswer('part_1.py', `KEY = "${key}"`)}`,
      });
      const run = await rig.start();
      await run.finished;
      const { runDir } = run.prepared;
      const texts = [JSON.stringify(run.events), JSON.stringify(journalOf(runDir))];
      for (const file of readdirSync(runDir, { recursive: true, withFileTypes: true })) {
        if (file.isFile()) texts.push(readFileSync(join(file.parentPath, file.name), 'utf8'));
      }
      for (const text of texts) {
        expect(text).not.toContain(key);
        expect(text).not.toContain('another-key-of-openai');
      }
    } finally {
      delete process.env['UNRELATED_NAME'];
      delete process.env['OPENAI_API_KEY'];
    }
  });
});
