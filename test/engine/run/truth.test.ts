import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evidenceSchema } from '../../../src/engine/domain/evidence-record.ts';
import { verifyEvidence } from '../../../src/engine/evidence/verify.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { nextTurn } from '../../support/next-turn.ts';
import { testGit } from '../../support/runner.ts';
import type { WorkerSpec } from '../../support/phase-files.ts';
import { asAnswer, makeRig, type Rig } from '../../support/rig.ts';
import { tempFolder, writeFiles } from '../../support/temp.ts';
import { tempRepo, type TempRepo } from '../../support/temp-repo.ts';

const value = (number: number): string => `def value():\n    return ${number}\n`;

/** A worker of one file with these checks. */
const worker = (checks: string, more: Partial<WorkerSpec> = {}): WorkerSpec => ({
  number: 1,
  files: { 'part.py': value(1) },
  checks,
  ...more,
});

/** A repo and a virtual environment with programs that stand in for what a machine may or may not have. */
function repoWithPrograms(programs: Readonly<Record<string, string>>): { repo: TempRepo; venv: string } {
  const venv = join(tempFolder('wingman-venv-'), 'venv');
  expect(spawnSync('python3', ['-m', 'venv', '--without-pip', venv]).status).toBe(0);
  for (const [name, text] of Object.entries(programs)) {
    writeFiles(venv, { [`bin/${name}`]: text });
    chmodSync(join(venv, 'bin', name), 0o755);
  }
  return { repo: tempRepo(), venv };
}

const NO_DAEMON = `#!/bin/sh
echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?" >&2
exit 1
`;

async function statusOf(rig: Rig, id = 'WORKER_001', flags = {}) {
  const run = await rig.start({ flags });
  const end = await run.finished;
  return { run, end, worker: run.handle.worker(id), dir: run.prepared.runDir };
}

describe('a check', () => {
  it('keeps the indentation of a multi-line python3 -c', async () => {
    const checks =
      'python3 -c "\nfrom part import value\nfor _ in range(2):\n    if value() != 1:\n        raise SystemExit(1)\n"';
    const { end } = await statusOf(await makeRig({ workers: [worker(checks)] }));
    expect(end).toMatchObject({ outcome: 'merged', proven: 1 });
  });

  it('keeps what a failing one prints on stdout, whole, beside its end in the evidence', async () => {
    const checks = `python3 -c "
from part import value
if value() != 1:
    print('x' * 100000)
    print('E       assert value() == 1')
    raise SystemExit(1)
"`;
    const rig = await makeRig({
      workers: [worker(checks)],
      replies: () => asAnswer('part.py', value(2)),
    });
    const { worker: record, dir } = await statusOf(rig, 'WORKER_001', { maxRetries: 0 });
    expect(record?.status).toMatchObject({ state: 'escalated', failure: { reason: 'check-red' } });
    const check = record?.attempts[0]?.checks[0];
    expect(check?.outputTail).toContain('E       assert value() == 1');
    expect(readFileSync(join(dir, check?.output ?? ''), 'utf8')).toContain('x'.repeat(100_000));
  });

  it('that ends in || echo proves nothing, whatever it prints', async () => {
    const checks =
      'python3 -c "import part" || echo "FAIL: cannot import"\ntest -f part.py && echo PASS || echo FAIL';
    const { end, worker: record } = await statusOf(
      await makeRig({ workers: [worker(checks)] }),
      'WORKER_001',
      {
        allow: ['no-failing-check'],
      },
    );
    expect(end).toMatchObject({ proven: 0, unproven: 1 });
    expect(record?.attempts[0]?.before.map((result) => [result.status, result.suspicious])).toEqual([
      ['green', true],
      ['green', true],
    ]);
  });

  it('that passed before the work proves nothing', async () => {
    const { end } = await statusOf(await makeRig({ workers: [worker('test -f README.md')] }));
    expect(end).toMatchObject({ outcome: 'merged', proven: 0, unproven: 1 });
  });

  it('that passed before the work is no acceptance where proof is required', async () => {
    const rig = await makeRig({ workers: [worker('test -f README.md')] });
    const { end, worker: record } = await statusOf(rig, 'WORKER_001', { requireProof: true });
    expect(end).toMatchObject({ outcome: 'rejected', exit: 1, failed: 1 });
    expect(record?.attempts).toHaveLength(1);
  });

  it('that times out before the work and passes on it proves the work; the wait does not count against the attempt', async () => {
    // Before the work it waits for a signal; on the work it waits until that has begun, and leaves a file behind.
    const begun = join(tempFolder('wingman-begun-'), 'begun');
    const checks = `python3 -c "
import os, signal, time
if not os.path.exists('part.py'):
    open('${begun}', 'w').close()
    signal.pause()
while not os.path.exists('${begun}'):
    time.sleep(0.01)
open('left.txt', 'w').close()
import part
assert part.value() == 1
"`;
    const clock = fakeClock();
    const rig = await makeRig({ workers: [worker(checks)] });
    const run = await rig.start({ clock, flags: { timeout: '12s', stall: '5s' } });
    // The file is named when the checks on the work have ended: from then on the attempt waits for those before it.
    await run.until('worktree-changed');
    await nextTurn();
    clock.advance(12_000);
    expect(await run.finished).toMatchObject({ outcome: 'merged', proven: 1 });
    const attempts = run.handle.worker('WORKER_001')?.attempts ?? [];
    expect(attempts).toHaveLength(1);
    expect(attempts[0]?.before.map((result) => result.status)).toEqual(['timeout']);
  });

  it('that is red once on the work and green when run again is flaky: it neither fails the worker nor proves the work', async () => {
    const once = join(tempFolder('wingman-once-'), 'once');
    const checks = `test -f part.py && { test -e ${once} || { touch ${once}; false; }; }`;
    const { end, worker: record } = await statusOf(await makeRig({ workers: [worker(checks)] }));
    expect(record?.attempts).toHaveLength(1);
    expect(record?.attempts[0]?.checks.map(({ status, flaky }) => [status, flaky])).toEqual([
      ['green', true],
    ]);
    expect(end).toMatchObject({ proven: 0, unproven: 1 });
  });

  it('proves nothing of a worker where the work of another one made it green', async () => {
    const checks = 'python3 -c "import core; assert core.value() == 1"';
    const rig = await makeRig({
      workers: [
        { number: 1, files: { 'core.py': value(1) }, checks },
        { number: 2, files: { 'util.py': 'import re\n\nPATTERN = re.compile("x")\n' }, checks },
      ],
    });
    const run = await rig.start({ flags: { allow: ['unrelated-checks'] } });
    expect(await run.finished).toMatchObject({ proven: 1, unproven: 1 });
    expect(run.handle.worker('WORKER_002')?.status).toMatchObject({ verdict: 'unproven' });
  });

  it('proves nothing where importing the work ends it in success, in whatever way', async () => {
    const ways = [
      'import atexit, os\natexit.register(os._exit, 0)\n',
      'import os, sys\nsys.excepthook = lambda *a: os._exit(0)\n',
      'import os\nfor _ in range(1):\n    getattr(os, "_exit")(0)\n',
    ];
    for (const way of ways) {
      const rig = await makeRig({
        workers: [worker('python3 -c "import part; assert part.value() == 1"')],
        replies: () => asAnswer('part.py', way + value(2)),
      });
      const { worker: record } = await statusOf(rig, 'WORKER_001', { maxRetries: 0 });
      expect(record?.status, way).toMatchObject({ state: 'escalated', failure: { reason: 'check-red' } });
    }
  });

  it('does not stand for a deliverable that was not delivered', async () => {
    const rig = await makeRig({
      workers: [worker('python3 -c "import part"', { files: { 'part.py': value(1), 'other.py': value(1) } })],
      replies: () => asAnswer('part.py', value(1)),
    });
    const { worker: record } = await statusOf(rig, 'WORKER_001', { maxRetries: 0 });
    expect(record?.status).toMatchObject({
      state: 'escalated',
      failure: { reason: 'missing-file', paths: ['other.py'] },
    });
  });

  it('that is not reached is not green', async () => {
    const { worker: record } = await statusOf(
      await makeRig({ workers: [worker('test -f part.py; exit 0\nfalse')] }),
      'WORKER_001',
      { maxRetries: 0 },
    );
    expect(record?.attempts[0]?.checks.map((result) => result.status)).toEqual([
      'green',
      'green',
      'not-reached',
    ]);
    expect(record?.status.state).toBe('escalated');
  });
});

describe('what the machine lacks', () => {
  it('blocks the worker before a token is spent, uses up no retry, and is no failure of its own', async () => {
    const rig = await makeRig({
      workers: [
        worker('python3 -c "import module_that_nobody_has, part"'),
        { number: 2, files: { 'other.py': value(2) }, checks: 'python3 -c "import other"' },
      ],
    });
    const { run, end, worker: record } = await statusOf(rig);
    expect(record?.status).toMatchObject({
      state: 'blocked',
      lacks: [{ kind: 'module', name: 'module_that_nobody_has', fix: 'pip install module_that_nobody_has' }],
    });
    expect(record?.attempts).toEqual([]);
    expect(run.all('model-requested').map((event) => event.worker)).toEqual(['WORKER_002']);
    expect(run.all('environment-lacking')).toHaveLength(1);
    expect(end).toMatchObject({ proven: 1, blocked: 1, failed: 0, escalated: 0, exit: 1 });
  });

  it('blocks for a Docker daemon that is not there; a waiver lets the worker go on, on the record', async () => {
    const { venv, repo } = repoWithPrograms({ docker: NO_DAEMON });
    const checks = 'test -f part.py\ndocker exec ollama ollama list';
    const rig = await makeRig({ repo, workers: [worker(checks)] });
    const run = await rig.start({ flags: { venv }, gate: 'ask' });
    const lacking = await run.until('worker-lacking');
    expect(lacking.lacks).toMatchObject([{ kind: 'service', name: 'docker' }]);
    await run.until('gate-opened');
    expect(run.handle.worker('WORKER_001')?.attempts).toEqual([]);
    run.handle.send({
      type: 'waive',
      worker: 'WORKER_001',
      check: 1,
      reason: 'no daemon on this machine',
      by: 'tester',
    });
    await run.until('worker-accepted');
    await run.until('gate-opened', (event) => event.report.accepted === 1);
    run.handle.send({ type: 'gate', answer: { decision: 'approve' }, by: 'tester' });
    const end = await run.finished;
    expect(end).toMatchObject({ outcome: 'merged', proven: 1, waived: 1, blocked: 0 });
    const record = run.handle.worker('WORKER_001');
    expect(record?.attempts[0]?.checks.map((result) => result.status)).toEqual(['green', 'waived']);
    expect(record?.evidence?.waived).toEqual([
      { check: 1, reason: 'no daemon on this machine', by: 'tester' },
    ]);
  });

  it('is recognised in the output of a check, too, where nothing showed it before', async () => {
    // The program is there when it is looked for, and its daemon is not there when it is used.
    const { venv, repo } = repoWithPrograms({
      docker: '#!/bin/sh\ncase "$1" in exec) ;; *) exit 0;; esac\n' + NO_DAEMON.slice(10),
    });
    const rig = await makeRig({ repo, workers: [worker('test -f part.py\ndocker exec ollama ollama list')] });
    const { worker: record, end } = await statusOf(rig, 'WORKER_001', { venv });
    expect(record?.status).toMatchObject({ state: 'blocked', lacks: [{ name: 'docker' }] });
    expect(record?.attempts).toHaveLength(1);
    expect(end).toMatchObject({ blocked: 1, escalated: 0 });
  });

  it('makes no check red before the work: what is there afterwards proves nothing', async () => {
    // The daemon is there as soon as the file is, as if somebody had started it in between.
    const { venv, repo } = repoWithPrograms({
      docker: `#!/bin/sh\ncase "$1" in exec) ;; *) exit 0;; esac\ntest -f part.py && exit 0\n${NO_DAEMON.slice(10)}`,
    });
    const rig = await makeRig({ repo, workers: [worker('docker exec ollama ollama list')] });
    const { worker: record, end } = await statusOf(rig, 'WORKER_001', { venv });
    expect(record?.attempts[0]?.before.map((result) => result.status)).toEqual(['red']);
    expect(record?.attempts[0]?.checks.map((result) => result.status)).toEqual(['green']);
    expect(end).toMatchObject({ proven: 0, unproven: 1 });
  });

  it("is the worker's failure where only its own code asks for it", async () => {
    const rig = await makeRig({
      workers: [worker('python3 -c "import part"')],
      replies: () => asAnswer('part.py', 'import module_of_the_models_own\n\n' + value(1)),
    });
    const { worker: record } = await statusOf(rig, 'WORKER_001', { maxRetries: 0 });
    expect(record?.status).toMatchObject({ state: 'escalated', failure: { reason: 'check-red' } });
  });
});

describe('a regression', () => {
  const chain = (number: number): WorkerSpec => ({
    number,
    files: { 'shared.py': functions(number) },
    checks: `python3 -c "from shared import part_${number}; assert part_${number}() == ${number}"`,
  });
  const functions = (last: number, without = 0): string =>
    Array.from({ length: last }, (_, at) => at + 1)
      .filter((number) => number !== without)
      .map((number) => `def part_${number}():\n    return ${number}\n`)
      .join('\n\n');

  it('convicts worker 7, which dropped a function of worker 3: it is sent back and heals, 3 stays accepted', async () => {
    const rig = await makeRig({
      workers: Array.from({ length: 8 }, (_, at) => chain(at + 1)),
      replies: (id, n) => {
        const number = Number(id.slice(-3));
        return asAnswer('shared.py', functions(number, id === 'WORKER_007' && n === 1 ? 3 : 0));
      },
    });
    const { run, end } = await statusOf(rig);
    expect(end).toMatchObject({ outcome: 'merged', proven: 8, firstTry: 7 });
    const failed = run.all('attempt-failed');
    expect(failed).toMatchObject([
      {
        worker: 'WORKER_007',
        attempt: 1,
        failure: { reason: 'regression', checks: [{ worker: 'WORKER_003' }] },
      },
    ]);
    expect(run.all('worker-accepted').filter((event) => event.worker === 'WORKER_003')).toHaveLength(1);
    expect(rig.repo.git('show', 'main:shared.py')).toContain('def part_3');
  });

  it('is not what the machine lacks by now', async () => {
    const { venv, repo } = repoWithPrograms({
      docker: `#!/bin/sh\ncase "$1" in exec) ;; *) exit 0;; esac\ngrep -q 2 part.py || exit 0\n${NO_DAEMON.slice(10)}`,
    });
    const rig = await makeRig({
      repo,
      workers: [
        worker('docker exec ollama ollama list && test -f part.py'),
        { number: 2, files: { 'part.py': value(2) }, checks: 'grep -q 2 part.py', after: [1] },
      ],
    });
    const run = await rig.start({ flags: { venv } });
    await run.finished;
    expect(run.all('attempt-failed')).toEqual([]);
    expect(run.handle.worker('WORKER_002')?.status).toMatchObject({ state: 'accepted', verdict: 'proven' });
  });

  it("is not what the candidate's own checks leave lying about", async () => {
    const rig = await makeRig({
      workers: [
        {
          number: 1,
          files: { 'part_1.py': value(1) },
          checks: 'test -f part_1.py && test ! -e litter.txt\ncat part_2.py 2>/dev/null || true',
        },
        {
          number: 2,
          files: { 'part_2.py': value(2) },
          checks: 'test -f part_2.py && touch litter.txt',
          after: [1],
        },
      ],
    });
    const run = await rig.start();
    expect(await run.finished).toMatchObject({ outcome: 'merged', proven: 2 });
    expect(run.all('checks-finished').filter((event) => event.purpose === 'regression')).toHaveLength(1);
    expect(run.all('attempt-failed')).toEqual([]);
  });

  it('is found by a check that reads the file, though its worker delivers another one', async () => {
    const rig = await makeRig({
      workers: [
        { number: 1, files: { 'shared.py': functions(1) }, checks: 'python3 -c "from shared import part_1"' },
        {
          number: 2,
          files: { 'reader.py': 'from shared import part_1\n' },
          checks: 'python3 -c "import reader"\npython3 -c "import shared; assert shared.part_1() == 1"',
          after: [1],
        },
        {
          number: 3,
          files: { 'shared.py': functions(3) },
          checks: 'python3 -c "from shared import part_3"',
          after: [2],
        },
      ],
      replies: (id, n) => {
        if (id === 'WORKER_001') return asAnswer('shared.py', functions(1));
        if (id === 'WORKER_002') return asAnswer('reader.py', 'from shared import part_1\n');
        return asAnswer('shared.py', n === 1 ? functions(3).replace('return 1', 'return 10') : functions(3));
      },
    });
    const { run, end } = await statusOf(rig);
    expect(end).toMatchObject({ outcome: 'merged', proven: 3 });
    expect(run.all('attempt-failed')).toMatchObject([
      { worker: 'WORKER_003', failure: { reason: 'regression', checks: [{ worker: 'WORKER_002' }] } },
    ]);
  });
});

describe('a leftover', () => {
  it('of a deliverable that the ignore rules keep out of the commit fails at once, by name', async () => {
    const repo = tempRepo({ files: { '.gitignore': 'part.py\n' } });
    const { worker: record, end } = await statusOf(
      await makeRig({ repo, workers: [worker('python3 -c "import part"')] }),
    );
    expect(record?.status).toMatchObject({
      state: 'escalated',
      failure: { reason: 'ignored', paths: ['part.py'] },
    });
    expect(end.outcome).toBe('rejected');
  });

  it('outside the commit makes the check of the run green and that of the clean clone red: not merged', async () => {
    // The check makes what it needs on its first run, outside the worktree, and takes it away on its last.
    const outside = tempFolder();
    const marks = join(outside, 'runs');
    writeFileSync(marks, '');
    const checks = `echo run >> ${marks}\ntest -f part.py && test $(wc -l < ${marks}) -le 3`;
    const rig = await makeRig({ workers: [worker(checks)] });
    const { run, end } = await statusOf(rig);
    expect(run.all('worker-accepted')).toHaveLength(1);
    expect(end).toMatchObject({ outcome: 'rejected', exit: 1, proven: 1 });
    const [gate] = run.all('gate-opened');
    expect(gate?.report.cleanClone).toMatchObject({ red: 1, differences: [{ worker: 'WORKER_001' }] });
    expect(rig.repo.git('ls-files')).not.toContain('part.py');
  });
});

describe('evidence', () => {
  it('has the fields of TEST_RESULTS_FORMAT and more, and shows any later change', async () => {
    const rig = await makeRig({
      workers: [
        worker('python3 -c "import part; print(part.value())"'),
        { number: 2, files: { 'b.py': value(2) }, checks: 'python3 -c "import b"' },
      ],
    });
    const { run, end, dir } = await statusOf(rig);
    expect(end).toMatchObject({ outcome: 'merged', proven: 2 });
    const git = testGit(rig.repo.dir);
    expect(await verifyEvidence(dir, git)).toEqual([]);

    const file = join(dir, 'workers', 'WORKER_001.json');
    const saved = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const { version, state, ...record } = saved;
    expect(evidenceSchema.parse(record)).toMatchObject({
      worker_id: 'WORKER_001',
      status: 'pass',
      deliverables_created: ['part.py'],
      test_results: { check_1: 'pass' },
      llm_provider: 'openai',
      errors: [],
      verdict: 'proven',
      checks: [{ before: 'red', after: 'green', proof: true }],
      commit: run.all('worker-accepted').find((event) => event.worker === 'WORKER_001')?.commit,
    });

    const changes: readonly [string, string, (text: string) => string][] = [
      ['a verdict', file, (text) => text.replace('"verdict": "proven"', '"verdict": "unproven"')],
      ['an output', join(dir, 'logs/WORKER_001/1-attempt-0.log'), () => '2\n'],
      ['a worker file', join(dir, 'instructions/WORKER_001_Part_1.md'), (text) => `${text}\n`],
      [
        'the journal',
        join(dir, 'journal.jsonl'),
        (text) => text.replaceAll('"duration_seconds":', '"duration_seconds":1'),
      ],
    ];
    for (const [what, path, change] of changes) {
      const before = readFileSync(path, 'utf8');
      writeFileSync(path, change(before));
      expect(await verifyEvidence(dir, git), what).not.toEqual([]);
      writeFileSync(path, before);
    }
    expect(await verifyEvidence(dir, git)).toEqual([]);
  });
});
