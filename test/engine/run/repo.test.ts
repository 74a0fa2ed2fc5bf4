import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WorkerSpec } from '../../support/phase-files.ts';
import { writePhase } from '../../support/phase-files.ts';
import { errorOf, makeRig, type Rig, type RunningEngine } from '../../support/rig.ts';
import { tempFolder, writeFiles } from '../../support/temp.ts';
import { tempRepo } from '../../support/temp-repo.ts';

const worker: WorkerSpec = {
  number: 1,
  files: { 'part.py': 'def value():\n    return 1\n' },
  checks: 'python3 -c "import part; assert part.value() == 1"',
};

/** Approves at the gate as a second engine does, after `wingman gate approve`. */
async function approve(rig: Rig, run: RunningEngine): Promise<Awaited<RunningEngine['finished']>> {
  const gateAnswer = { answer: { decision: 'approve' }, by: 'tester' } as const;
  return (await rig.resume(run.prepared.runDir, { gate: 'stop', gateAnswer })).finished;
}

describe('the merge at the gate', () => {
  it('never overwrites a dirty file, says so, and works once that is gone; other dirt does not hinder it', async () => {
    const repo = tempRepo({ files: { 'part.py': 'old = True\n', 'mine.txt': 'committed\n' } });
    const rig = await makeRig({ repo, workers: [worker] });
    repo.write({ 'part.py': 'unsaved = "work of the user"\n', 'mine.txt': 'also unsaved\n' });
    const main = repo.git('rev-parse', 'main');
    const run = await rig.start();
    const end = await run.finished;
    expect(end).toMatchObject({ outcome: 'waiting', exit: 3 });
    expect(run.all('merge-obstructed')[0]?.detail).toMatch(/would be overwritten.*: part\.py;/);
    expect(readFileSync(join(repo.dir, 'part.py'), 'utf8')).toContain('work of the user');
    expect(repo.git('rev-parse', 'main')).toBe(main);
    repo.git('checkout', '--', 'part.py');
    expect(await approve(rig, run)).toMatchObject({ outcome: 'merged', exit: 0 });
    expect(readFileSync(join(repo.dir, 'part.py'), 'utf8')).toContain('return 1');
    expect(readFileSync(join(repo.dir, 'mine.txt'), 'utf8')).toBe('also unsaved\n');
  });

  it.each([
    ['an untracked file', {}, 'part.py'],
    ['an ignored file', { '.git/info/exclude': 'part.py\n' }, 'part.py'],
  ])('never overwrites %s', async (_, meanwhile, path) => {
    const repo = tempRepo();
    const rig = await makeRig({ repo, workers: [worker] });
    const run = await rig.start({ gate: 'stop' });
    expect(await run.finished).toMatchObject({ outcome: 'waiting' });
    repo.write({ ...meanwhile, [path]: 'precious\n' });
    expect(await approve(rig, run)).toMatchObject({ outcome: 'waiting', exit: 3 });
    expect(readFileSync(join(repo.dir, path), 'utf8')).toBe('precious\n');
    rmSync(join(repo.dir, path));
    expect(await approve(rig, run)).toMatchObject({ outcome: 'merged' });
  });

  it('never takes a file away where it needs a folder', async () => {
    const files = { 'lib/part.py': 'def value():\n    return 1\n' };
    const checks = 'python3 -c "import lib.part; assert lib.part.value() == 1"';
    const repo = tempRepo();
    const rig = await makeRig({ repo, workers: [{ number: 1, files, checks }] });
    const run = await rig.start({ gate: 'stop' });
    await run.finished;
    repo.write({ lib: 'a file of the user\n' });
    expect(await approve(rig, run)).toMatchObject({ outcome: 'waiting' });
    expect(readFileSync(join(repo.dir, 'lib'), 'utf8')).toBe('a file of the user\n');
  });

  it('verifies its result where the branch has moved on, and keeps what came in', async () => {
    const repo = tempRepo();
    const rig = await makeRig({ repo, workers: [worker] });
    const run = await rig.start({ gate: 'stop' });
    await run.finished;
    const meanwhile = repo.commit({ 'other.txt': 'came in meanwhile\n' });
    const end = await approve(rig, run);
    expect(end).toMatchObject({ outcome: 'merged' });
    expect(repo.git('merge-base', meanwhile, 'main')).toBe(meanwhile);
    expect(existsSync(join(repo.dir, 'other.txt'))).toBe(true);
  });

  it('does not merge where the branch has moved on to what breaks the checks', async () => {
    const checks = 'python3 -c "import part; assert part.value() == 1"\ntest "$(cat flag.txt)" = good';
    const repo = tempRepo({ files: { 'flag.txt': 'good\n' } });
    const rig = await makeRig({ repo, workers: [{ ...worker, checks }] });
    const run = await rig.start({ gate: 'stop' });
    await run.finished;
    const bad = repo.commit({ 'flag.txt': 'bad\n' });
    expect(await approve(rig, run)).toMatchObject({ outcome: 'waiting', exit: 3 });
    expect(repo.git('rev-parse', 'main')).toBe(bad);
  });

  it('moves a branch that is not checked out, and leaves the checkout alone', async () => {
    const repo = tempRepo();
    const rig = await makeRig({ repo, workers: [worker] });
    const run = await rig.start({ gate: 'stop' });
    await run.finished;
    repo.git('switch', '--quiet', '-c', 'elsewhere');
    const end = await approve(rig, run);
    expect(end).toMatchObject({ outcome: 'merged' });
    expect(repo.git('rev-parse', 'main')).toBe(end.commit);
    expect(repo.git('rev-parse', 'elsewhere')).not.toBe(end.commit);
    expect(existsSync(join(repo.dir, 'part.py'))).toBe(false);
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  it('names the files of a conflict', async () => {
    const repo = tempRepo({ files: { 'part.py': 'old = True\n' } });
    const rig = await makeRig({ repo, workers: [worker] });
    const run = await rig.start({ gate: 'stop' });
    await run.finished;
    const mine = repo.commit({ 'part.py': 'mine = True\n' });
    const end = await approve(rig, run);
    expect(end.result).toMatchObject({ type: 'waiting' });
    expect('why' in end.result ? end.result.why : '').toContain('conflicts with main: part.py');
    expect(repo.git('rev-parse', 'main')).toBe(mine);
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  it('is none where there is a conflict, also when what came in passes the checks by itself', async () => {
    const repo = tempRepo({ files: { 'part.py': 'old = True\n' } });
    const rig = await makeRig({ repo, workers: [worker] });
    const run = await rig.start({ gate: 'stop' });
    await run.finished;
    const mine = repo.commit({ 'part.py': 'def value():\n    number = 1\n    return number\n' });
    expect(await approve(rig, run)).toMatchObject({ outcome: 'waiting', exit: 3 });
    expect(repo.git('rev-parse', 'main')).toBe(mine);
    expect(repo.git('tag')).toBe('');
  });
});

describe('a repo that is not as usual', () => {
  it.each([
    [
      'has a detached HEAD',
      (dir: ReturnType<typeof tempRepo>) => dir.git('checkout', '--quiet', '--detach'),
      /detached HEAD: check out/,
    ],
    [
      'has a HEAD on a branch without commits',
      (dir: ReturnType<typeof tempRepo>) => dir.git('switch', '--quiet', '--orphan', 'new'),
      /has no commits: commit something/,
    ],
  ])('that %s is refused in one line', async (_, spoil, message) => {
    const repo = tempRepo();
    const rig = await makeRig({ repo, workers: [worker] });
    spoil(repo);
    const error = errorOf(await rig.prepare());
    expect(error).toMatch(message);
    expect(error.split('\n')).toHaveLength(1);
  });

  it('that has no commits at all is refused in one line', async () => {
    const rig = await makeRig({ repo: tempRepo({ commit: false }), workers: [worker] });
    expect(errorOf(await rig.prepare())).toMatch(/^\S+ has no commits: commit something first$/);
  });

  it('that is none is refused in one line', async () => {
    const rig = await makeRig({ workers: [worker], repo: { ...tempRepo(), dir: tempFolder() } });
    expect(errorOf(await rig.prepare())).toMatch(/is in no Git repository: run "git init"[^\n]*$/);
  });

  it('has a path with spaces, quotes, a dollar sign and letters beyond ASCII', async () => {
    const rig = await makeRig({ repo: tempRepo({ name: `a b 'c' "d" $HOME ünï` }), workers: [worker] });
    expect(await (await rig.start()).finished).toMatchObject({ outcome: 'merged' });
  });

  it('has no identity: the work is committed as Wingman', async () => {
    const repo = tempRepo({ identity: false });
    const rig = await makeRig({ repo, workers: [worker] });
    const end = await (await rig.start()).finished;
    expect(end).toMatchObject({ outcome: 'merged' });
    expect(repo.git('log', '-1', '--format=%cn <%ce>', end.branch)).toBe('Wingman <wingman@localhost>');
    expect(repo.git('log', '-1', '--format=%cn <%ce>', 'main')).toBe('Wingman <wingman@localhost>');
  });

  it('asks for signed commits and tags with a signer that fails: nothing is signed, nothing fails', async () => {
    const repo = tempRepo();
    for (const key of ['commit.gpgsign', 'tag.gpgsign', 'tag.forceSignAnnotated']) {
      repo.git('config', key, 'true');
    }
    repo.git('config', 'gpg.program', '/bin/false');
    const rig = await makeRig({ repo, workers: [worker] });
    const end = await (await rig.start()).finished;
    expect(end).toMatchObject({ outcome: 'merged' });
    expect(repo.git('cat-file', 'commit', 'main')).not.toContain('gpgsig');
    expect(repo.git('tag')).toContain(end.run);
  });

  it('has hooks: none of them runs', async () => {
    const repo = tempRepo();
    const witness = join(tempFolder(), 'ran');
    const hooks = join(repo.dir, '.git', 'hooks');
    const names = [
      'post-checkout',
      'pre-commit',
      'prepare-commit-msg',
      'commit-msg',
      'post-commit',
      'pre-merge-commit',
    ];
    names.push(
      'post-merge',
      'reference-transaction',
      'post-rewrite',
      'pre-auto-gc',
      'post-index-change',
      'fsmonitor-watchman',
    );
    mkdirSync(hooks, { recursive: true });
    for (const name of names)
      writeFileSync(join(hooks, name), `#!/bin/sh\necho ${name} >> '${witness}'\nexit 1\n`, { mode: 0o755 });
    repo.git('config', 'core.hooksPath', hooks);
    repo.git('config', 'core.fsmonitor', join(hooks, 'fsmonitor-watchman'));
    repo.git('config', 'diff.external', join(hooks, 'pre-commit'));
    const rig = await makeRig({ repo, workers: [worker] });
    expect(await (await rig.start()).finished).toMatchObject({ outcome: 'merged' });
    expect(existsSync(witness) ? readFileSync(witness, 'utf8') : '').toBe('');
  });
});

describe('a workers folder that is not as usual', () => {
  it('has two workers with one number: refused, naming both files', async () => {
    const rig = await makeRig({ workers: [worker] });
    writeFiles(rig.workersDir, {
      'WORKER_001_Again.md': readFileSync(join(rig.workersDir, 'WORKER_001_Part_1.md'), 'utf8'),
    });
    const error = errorOf(await rig.prepare());
    expect(error).toContain('WORKER_001_Again.md');
    expect(error).toContain('WORKER_001_Part_1.md');
  });

  it('is missing, a file or empty: refused with its path', async () => {
    const base = tempFolder();
    writeFiles(base, { file: 'text', 'empty/notes.txt': 'no worker' });
    for (const name of ['missing', 'file', 'empty']) {
      const workersDir = join(base, name);
      const rig = await makeRig({ workers: [worker], workersDir });
      expect(errorOf(await rig.prepare())).toContain(workersDir);
    }
  });

  it.skipIf(process.getuid?.() === 0)(
    'cannot be read: refused with its path (nobody is kept out as root)',
    async () => {
      const workersDir = join(tempFolder(), 'workers');
      writePhase(workersDir, [worker]);
      chmodSync(workersDir, 0o000);
      const rig = await makeRig({ workers: [worker], workersDir });
      expect(errorOf(await rig.prepare())).toContain(workersDir);
      chmodSync(workersDir, 0o700);
    },
  );

  it('holds a worker file that is a folder or dangles: refused, naming it', async () => {
    const rig = await makeRig({ workers: [worker] });
    mkdirSync(join(rig.workersDir, 'WORKER_002_Folder.md'));
    expect(errorOf(await rig.prepare())).toContain('WORKER_002_Folder.md');
  });
});
