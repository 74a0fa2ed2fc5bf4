import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ok } from '../../../src/engine/domain/result.ts';
import { commitPaths, type Candidate } from '../../../src/engine/workspace/candidate.ts';
import { restack } from '../../../src/engine/workspace/restack.ts';
import { WINGMAN_IDENTITY, type Git } from '../../../src/engine/workspace/git.ts';
import { testGit, testRunner } from '../../support/runner.ts';
import { landCandidate } from '../../../src/engine/workspace/land.ts';
import { findLinks, placeLinks } from '../../../src/engine/workspace/links.ts';
import {
  openWorktreePool,
  type PoolOptions,
  type WorktreePool,
} from '../../../src/engine/workspace/worktrees.ts';
import type { Tree } from '../../../src/engine/workspace/worktree.ts';
import { errorOf, valueOf } from '../../support/rig.ts';
import { tempFolder, writeFiles } from '../../support/temp.ts';
import { tempRepo, type TempRepo } from '../../support/temp-repo.ts';

const never = new AbortController().signal;
const facts = { worker: 'WORKER_001', title: 'A title', attempt: 2, provider: 'openai', model: 'm' };

async function poolFor(repo: TempRepo, more: Partial<PoolOptions> = {}): Promise<WorktreePool> {
  const dir = join(tempFolder(), 'worktrees');
  const options = {
    runner: testRunner(),
    repo: testGit(repo.dir),
    dir,
    max: 2,
    links: [],
    identity: WINGMAN_IDENTITY,
    setUp: null,
  };
  const pool = await openWorktreePool({ ...options, ...more });
  onTestFinished(() => pool.close());
  return pool;
}

const lease = async (pool: WorktreePool, commit: string): Promise<Tree> =>
  valueOf(await pool.lease(commit, never));
const names = (root: string): readonly string[] =>
  readdirSync(root)
    .filter((name) => name !== '.git')
    .sort();

describe('the pool of worktrees', () => {
  it('lends a tree that holds the commit and nothing else, whatever was done to it before', async () => {
    const repo = tempRepo({ files: { 'a.txt': 'one\n', '.gitignore': 'ignored/\n' } });
    const first = repo.git('rev-parse', 'HEAD');
    const second = repo.commit({ 'a.txt': 'two\n', 'b.txt': 'new\n' });
    const pool = await poolFor(repo);
    const worktree = await lease(pool, second);
    writeFiles(worktree.root, {
      'a.txt': 'spoiled',
      'ignored/x': '',
      'untracked/y': '',
      'sub/.git/HEAD': 'a repo of its own',
    });
    rmSync(join(worktree.root, 'b.txt'));
    pool.release(worktree);
    const again = await lease(pool, first);
    expect(again.root).toBe(worktree.root);
    expect(names(again.root)).toEqual(['.gitignore', 'README.md', 'a.txt']);
    expect(readFileSync(join(again.root, 'a.txt'), 'utf8')).toBe('one\n');
    pool.release(again);
    expect((await lease(pool, second)).root).toBe(again.root);
    expect(names(again.root)).toEqual(['.gitignore', 'README.md', 'a.txt', 'b.txt']);
  });

  it('notices a check that moves HEAD alone, whatever the files say', async () => {
    const repo = tempRepo({ files: { 'a.txt': 'one\n' } });
    const first = repo.git('rev-parse', 'HEAD');
    repo.git('commit', '--quiet', '--allow-empty', '-m', 'same files');
    const second = repo.git('rev-parse', 'HEAD');
    const pool = await poolFor(repo);
    const tree = await lease(pool, second);
    valueOf(await tree.git.run(['update-ref', '--no-deref', 'HEAD', first]));
    pool.release(tree);
    const again = await lease(pool, second);
    expect(valueOf(await again.git.run(['rev-parse', 'HEAD'])).trim()).toBe(second);
  });

  it.each([
    ['a link in the place of a folder', 'mv src lib && ln -s lib src'],
    ['a link out of the tree in the place of a folder', 'rm -r src && ln -s /tmp src'],
    ['a socket', `python3 -c "import socket; socket.socket(socket.AF_UNIX).bind('app.sock')"`],
    ['a FIFO in a folder of the commit', 'mkfifo src/pipe'],
    ['a repo of its own in a folder of the commit', 'cd src && git init -q && git add a.py'],
    [
      'a file that Git is told to look away from, and that is gone',
      'git update-index --skip-worktree src/a.py && rm src/a.py',
    ],
    ['a checkout that was made sparse', 'git sparse-checkout set lib'],
    ['a lock that a killed Git has left', 'touch "$(git rev-parse --git-dir)/index.lock"'],
    ['an index that leads to itself', 'ln -sf index "$(git rev-parse --git-dir)/index"'],
    ['a FIFO for its HEAD', 'head="$(git rev-parse --git-dir)/HEAD" && rm "$head" && mkfifo "$head"'],
  ])('lends a whole tree after a check has left %s', async (_, script) => {
    const repo = tempRepo({ files: { 'src/a.py': 'a\n', 'b.txt': 'b\n' } });
    const head = repo.git('rev-parse', 'HEAD');
    const pool = await poolFor(repo);
    const first = await lease(pool, head);
    execFileSync('bash', ['-c', script], { cwd: first.root });
    pool.release(first);
    for (let round = 0; round < 2; round += 1) {
      const tree = await lease(pool, head);
      expect(names(tree.root)).toEqual(['README.md', 'b.txt', 'src']);
      expect(lstatSync(join(tree.root, 'src')).isDirectory()).toBe(true);
      expect(names(join(tree.root, 'src'))).toEqual(['a.py']);
      expect(existsSync(join(tree.root, 'src/.git'))).toBe(false);
      expect(valueOf(await tree.git.run(['status', '--porcelain']))).toBe('');
      pool.release(tree);
    }
  });

  it("lends no tree with what a check has put into a submodule's empty folder", async () => {
    const inner = tempRepo({ files: { 'lib.py': '' } });
    const repo = tempRepo({ files: { 'a.txt': '' } });
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.dir, 'sub');
    const head = repo.commit({});
    const pool = await poolFor(repo);
    const first = await lease(pool, head);
    writeFiles(first.root, { 'sub/made.py': 'OK = 1\n' });
    pool.release(first);
    expect(names(join((await lease(pool, head)).root, 'sub'))).toEqual([]);
  });

  it('keeps what the set-up made, not what it changed of the commit', async () => {
    const repo = tempRepo({
      files: { 'app/[id]/page.ts': '', 'lock.json': '{}\n', '.gitignore': 'gen.ts\n' },
    });
    const head = repo.git('rev-parse', 'HEAD');
    const pool = await poolFor(repo, {
      setUp: (root) => {
        writeFiles(root, { 'app/[id]/gen.ts': 'made\n', 'lock.json': '{ }\n' });
        return Promise.resolve(ok(undefined));
      },
    });
    const first = await lease(pool, head);
    expect(readFileSync(join(first.root, 'lock.json'), 'utf8')).toBe('{}\n');
    writeFiles(first.root, { 'lock.json': 'SPOILED\n', 'app/i/gen.ts': '' });
    pool.release(first);
    const again = await lease(pool, head);
    expect(readFileSync(join(again.root, 'app/[id]/gen.ts'), 'utf8')).toBe('made\n');
    expect(readFileSync(join(again.root, 'lock.json'), 'utf8')).toBe('{}\n');
    expect(existsSync(join(again.root, 'app/i'))).toBe(false);
  });

  it('has another tree where a check has taken the Git folder out of one', async () => {
    const repo = tempRepo();
    const head = repo.git('rev-parse', 'HEAD');
    const pool = await poolFor(repo, { max: 1 });
    const spoiled = await lease(pool, head);
    rmSync(join(spoiled.root, '.git'));
    pool.release(spoiled);
    // It may fail once for the worker that hits upon it, but never for all that come after it.
    const unlucky = await pool.lease(head, never);
    if (unlucky.ok) pool.release(unlucky.value);
    const next = await pool.lease(head, never);
    expect(next.ok).toBe(true);
  });

  it('lends no more than its size at once, in turn, and lets a waiting one go when it is aborted', async () => {
    const repo = tempRepo();
    const head = repo.git('rev-parse', 'HEAD');
    const pool = await poolFor(repo, { max: 1 });
    const held = await lease(pool, head);
    const abort = new AbortController();
    const aborted = pool.lease(head, abort.signal);
    const waiting = pool.lease(head, never);
    abort.abort();
    expect((await aborted).ok).toBe(false);
    pool.release(held);
    expect(valueOf(await waiting).root).toBe(held.root);
  });

  it.each([
    ['with an empty commondir', { commondir: '' }],
    ['without a commondir', { commondir: null }],
    ['with nothing written yet', { commondir: null, gitdir: '', HEAD: null, index: null }],
  ])('clears what a Git that was killed has left of one, %s, and nothing of the user', async (_, files) => {
    const repo = tempRepo({ files: { 'a.txt': 'one\n' } });
    const dir = join(tempFolder(), 'worktrees');
    const theirs = join(tempFolder(), 'of-the-user');
    repo.git('worktree', 'add', '--quiet', '--detach', theirs);
    repo.git('worktree', 'add', '--quiet', '--detach', join(dir, 'worktree-1'));
    for (const [name, text] of Object.entries(files)) {
      const file = join(repo.dir, '.git', 'worktrees', 'worktree-1', name);
      if (text === null) rmSync(file);
      else writeFileSync(file, text);
    }
    const pool = await poolFor(repo, { dir });
    const tree = await lease(pool, repo.git('rev-parse', 'HEAD'));
    expect(names(tree.root)).toEqual(['README.md', 'a.txt']);
    expect(repo.git('worktree', 'list')).toContain(theirs);
    pool.release(tree);
  });

  it('has Git add one at a time: it fails on another one that is half there', async () => {
    const repo = tempRepo({ files: { 'a.txt': 'one\n' } });
    const git = testGit(repo.dir);
    let adding = 0;
    let most = 0;
    const counting: Git = {
      ...git,
      async run(args, options) {
        const isAdding = args[0] === 'worktree' && args[1] === 'add';
        if (isAdding) most = Math.max(most, (adding += 1));
        const result = await git.run(args, options);
        if (isAdding) adding -= 1;
        return result;
      },
    };
    const pool = await poolFor(repo, { repo: counting, max: 4 });
    const head = repo.git('rev-parse', 'HEAD');
    const trees = await Promise.all([1, 2, 3, 4].map(() => lease(pool, head)));
    expect(new Set(trees.map(({ root }) => root)).size).toBe(4);
    expect(most).toBe(1);
  });

  it('runs the set-up once a tree and keeps what it made', async () => {
    const repo = tempRepo({ files: { '.gitignore': 'made/\n' } });
    let runs = 0;
    const setUp = (root: string) => {
      runs += 1;
      writeFiles(root, { 'made/by-setup': '', 'plain file': '' });
      return Promise.resolve(ok(undefined));
    };
    const head = repo.git('rev-parse', 'HEAD');
    const pool = await poolFor(repo, { max: 1, setUp });
    const worktree = await lease(pool, head);
    writeFiles(worktree.root, { stray: '' });
    pool.release(worktree);
    await lease(pool, head);
    expect(runs).toBe(1);
    expect(names(worktree.root)).toEqual(['.gitignore', 'README.md', 'made', 'plain file']);
  });

  it('clears what an engine before it has left, and leaves nothing itself', async () => {
    const repo = tempRepo();
    const dir = join(tempFolder(), 'worktrees');
    repo.git('worktree', 'add', '--quiet', '--detach', join(dir, 'worktree-1'));
    writeFiles(dir, { 'worktree-7/left': '' });
    repo.git('worktree', 'add', '--quiet', '--detach', join(tempFolder(), 'of-the-user'));
    const pool = await poolFor(repo, { dir });
    await lease(pool, 'HEAD');
    await pool.close();
    expect(existsSync(dir)).toBe(false);
    expect(
      repo
        .git('worktree', 'list')
        .split('\n')
        .map((line) => line.includes('of-the-user')),
    ).toEqual([false, true]);
  });
});

describe('links', () => {
  it('are what Git ignores and tests need, and what the settings name', async () => {
    const repo = tempRepo({
      files: { '.gitignore': 'node_modules/\n.venv\nother/\nenv-named-oddly/\n', 'tracked/venv/x': '' },
    });
    repo.write({
      'node_modules/x': '',
      '.venv/bin/python': '',
      'other/x': '',
      'env-named-oddly/pyvenv.cfg': '',
      'data/big': '',
    });
    const found = valueOf(await findLinks(testGit(repo.dir), repo.dir, ['data', 'missing']));
    expect(found.map(({ path }) => path).sort()).toEqual([
      '.venv',
      'data',
      'env-named-oddly',
      'node_modules',
    ]);
  });

  it('stand in the worktree, are never committed, and survive a reset', async () => {
    const repo = tempRepo({ files: { '.gitignore': '.venv/\n' } });
    repo.write({ '.venv/marker': "the user's" });
    const links = valueOf(await findLinks(testGit(repo.dir), repo.dir, []));
    const pool = await poolFor(repo, { links });
    const worktree = await lease(pool, 'HEAD');
    writeFiles(worktree.root, { 'a.py': 'A = 1\n' });
    const { commit } = valueOf(
      await commitPaths(worktree, testGit(repo.dir), repo.git('rev-parse', 'HEAD'), ['a.py'], facts),
    );
    expect(repo.git('show', '--name-only', '--format=', commit)).toBe('a.py');
    pool.release(worktree);
    expect(await lease(pool, 'HEAD')).toBe(worktree);
    expect(readFileSync(join(worktree.root, '.venv', 'marker'), 'utf8')).toBe("the user's");
    pool.release(worktree);
    await pool.close();
    expect(readFileSync(join(repo.dir, '.venv', 'marker'), 'utf8')).toBe("the user's");
  });

  it('that lead back into the checkout are led into the worktree', async () => {
    const repo = tempRepo({
      files: { '.gitignore': 'node_modules\n', 'packages/own/index.js': 'module.exports = 1;\n' },
    });
    repo.write({ 'node_modules/foreign/index.js': '', 'node_modules/@scope/other/index.js': '' });
    symlinkSync('../packages/own', join(repo.dir, 'node_modules', 'own'));
    symlinkSync('../../packages/own', join(repo.dir, 'node_modules', '@scope', 'own'));
    const links = valueOf(await findLinks(testGit(repo.dir), repo.dir, []));
    const root = tempFolder();
    writeFiles(root, { 'packages/own/index.js': 'module.exports = 2;\n' });
    await placeLinks(root, links);
    for (const name of ['own', '@scope/own']) {
      expect(readFileSync(join(root, 'node_modules', name, 'index.js'), 'utf8')).toContain('= 2');
    }
    expect(readlinkSync(join(root, 'node_modules', 'foreign'))).toBe(
      join(repo.dir, 'node_modules', 'foreign'),
    );
    expect(existsSync(join(root, 'node_modules', '@scope', 'other', 'index.js'))).toBe(true);
  });

  it('leave alone what is tracked under the same name', async () => {
    const root = tempFolder();
    mkdirSync(join(root, 'venv'));
    await placeLinks(root, [{ path: 'venv', target: tempFolder(), back: new Map() }]);
    expect(lstatSync(join(root, 'venv')).isDirectory()).toBe(true);
  });
});

describe('a candidate', () => {
  const make = async (
    repo: TempRepo,
    files: Record<string, string>,
  ): Promise<{ pool: WorktreePool; worktree: Tree; candidate: Candidate }> => {
    const pool = await poolFor(repo);
    const base = repo.git('rev-parse', 'HEAD');
    const worktree = await lease(pool, base);
    writeFiles(worktree.root, files);
    const made = valueOf(
      await commitPaths(
        worktree,
        testGit(repo.dir),
        repo.git('rev-parse', 'HEAD'),
        Object.keys(files),
        facts,
      ),
    );
    return {
      pool,
      worktree,
      candidate: { worker: 'WORKER_001', attempt: 2, base, paths: Object.keys(files), ...made },
    };
  };

  it('holds the named paths and nothing else, also where their names are patterns', async () => {
    const repo = tempRepo({ files: { 'a1.txt': 'old\n' } });
    const pool = await poolFor(repo);
    const worktree = await lease(pool, 'HEAD');
    writeFiles(worktree.root, {
      'a*.txt': 'literally\n',
      'a1.txt': 'changed\n',
      'other.txt': '',
      '-n': 'dash\n',
    });
    const { commit } = valueOf(
      await commitPaths(worktree, testGit(repo.dir), repo.git('rev-parse', 'HEAD'), ['a*.txt', '-n'], {
        ...facts,
        title: 'x\n\nWingman-Worker: forged',
      }),
    );
    expect(repo.git('show', '--name-only', '--format=', commit).split('\n')).toEqual(['-n', 'a*.txt']);
    expect(repo.git('log', '-1', '--format=%(trailers:key=Wingman-Worker,valueonly)', commit).trim()).toBe(
      'WORKER_001',
    );
  });

  it('is none when it changes nothing, or the repo ignores what it changes', async () => {
    const repo = tempRepo({ files: { 'a.txt': 'same\n', '.gitignore': '*.log\n' } });
    const pool = await poolFor(repo);
    const worktree = await lease(pool, 'HEAD');
    writeFiles(worktree.root, { 'a.txt': 'same\n', 'x.log': 'x', 'b.txt': 'b' });
    expect(
      errorOf(
        await commitPaths(worktree, testGit(repo.dir), repo.git('rev-parse', 'HEAD'), ['a.txt'], facts),
      ),
    ).toEqual({
      reason: 'no-change',
    });
    expect(
      errorOf(
        await commitPaths(
          worktree,
          testGit(repo.dir),
          repo.git('rev-parse', 'HEAD'),
          ['b.txt', 'x.log'],
          facts,
        ),
      ),
    ).toEqual({
      reason: 'ignored',
      paths: ['x.log'],
    });
  });

  it('is put onto another commit with its message and what came in between', async () => {
    const repo = tempRepo({ files: { 'a.txt': 'a\n' } });
    const { candidate } = await make(repo, { 'a.txt': 'mine\n', 'new.txt': 'mine\n' });
    const tip = repo.commit({ 'b.txt': 'others\n' });
    const { commit } = valueOf(await restack(testGit(repo.dir), candidate, tip));
    expect(repo.git('rev-parse', `${commit}^`)).toBe(tip);
    expect(repo.git('show', `${commit}:b.txt`)).toBe('others');
    expect(repo.git('show', `${commit}:a.txt`)).toBe('mine');
    expect(repo.git('log', '-1', '--format=%B', commit)).toContain('Wingman-Attempt: 2');
  });

  it.each<readonly [string, Record<string, string>]>([
    ['was changed', { 'a.txt': 'theirs\n' }],
    ['was created', { 'new.txt': 'theirs\n' }],
  ])('is a conflict where one of its paths %s meanwhile', async (_, theirs) => {
    const repo = tempRepo({ files: { 'a.txt': 'a\n' } });
    const { candidate } = await make(repo, { 'a.txt': 'mine\n', 'new.txt': 'mine\n' });
    const tip = repo.commit(theirs);
    expect(errorOf(await restack(testGit(repo.dir), candidate, tip))).toEqual({
      reason: 'conflict',
      paths: Object.keys(theirs),
    });
  });

  it('lands by moving the branch from its very parent, the intention written down first', async () => {
    const repo = tempRepo();
    const { candidate } = await make(repo, { 'a.txt': 'mine\n' });
    repo.git('update-ref', 'refs/heads/wingman/r', candidate.base);
    const seen: string[] = [];
    const branch = (): string => repo.git('rev-parse', 'wingman/r');
    const options = {
      repo: testGit(repo.dir),
      branch: 'wingman/r',
      dispatch: ({ type }: { type: string }) =>
        seen.push(`${type} ${branch() === candidate.commit ? 'moved' : 'not moved'}`),
    };
    const ready = {
      candidate,
      commit: candidate.commit,
      parent: candidate.base,
      verdict: 'proven',
      proof: [],
    } as const;
    expect(await landCandidate(options, ready)).toBeNull();
    expect(seen).toEqual(['landing not moved', 'worker-accepted moved']);
    seen.length = 0;
    const late = { ...ready, commit: repo.commit({ 'b.txt': 'late\n' }) };
    expect(await landCandidate(options, late)).toMatchObject({ reason: 'workspace' });
    expect(branch()).toBe(candidate.commit);
    expect(seen.map((line) => line.split(' ')[0])).toEqual(['landing']);
  });
});

describe('Git', () => {
  it('reports a command that fails without a word on stderr', async () => {
    const repo = tempRepo({ files: { 'a.txt': 'a\n' } });
    repo.git('switch', '--quiet', '-c', 'theirs');
    repo.commit({ 'a.txt': 'theirs\n' });
    repo.git('switch', '--quiet', 'main');
    repo.commit({ 'a.txt': 'mine\n' });
    const merged = await testGit(repo.dir).run(['merge', '--no-ff', '-m', 'x', 'theirs']);
    expect(merged.ok).toBe(false);
    expect(errorOf(merged).message).toContain('CONFLICT');
  });

  it('is not led elsewhere by the environment, and asks nothing', async () => {
    const repo = tempRepo();
    const other = tempRepo();
    process.env['GIT_DIR'] = join(other.dir, '.git');
    process.env['GIT_WORK_TREE'] = other.dir;
    try {
      expect(valueOf(await testGit(repo.dir).run(['rev-parse', '--show-toplevel'])).trim()).toBe(repo.dir);
    } finally {
      delete process.env['GIT_DIR'];
      delete process.env['GIT_WORK_TREE'];
    }
  });

  it('runs no program of a checked-out tree', async () => {
    const repo = tempRepo({ files: { '.gitattributes': '* diff=evil\n', 'a.txt': 'a\n' } });
    const witness = join(tempFolder(), 'ran');
    writeFileSync(join(repo.dir, 'evil.sh'), `#!/bin/sh\ntouch '${witness}'\n`, { mode: 0o755 });
    repo.git('config', 'core.fsmonitor', join(repo.dir, 'evil.sh'));
    repo.git('config', 'diff.external', join(repo.dir, 'evil.sh'));
    const git = testGit(repo.dir);
    await git.run(['status', '--porcelain']);
    await git.run(['diff', '--no-ext-diff', '--no-textconv', 'HEAD~0']);
    expect(existsSync(witness)).toBe(false);
  });
});
