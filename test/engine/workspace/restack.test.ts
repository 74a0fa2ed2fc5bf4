import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../src/engine/workspace/candidate.ts';
import { restack } from '../../../src/engine/workspace/restack.ts';
import { errorOf, valueOf } from '../../support/rig.ts';
import { testGit } from '../../support/runner.ts';
import { tempRepo, type TempRepo } from '../../support/temp-repo.ts';
import { writeFiles } from '../../support/temp.ts';

/** A commit on the first one, made by Git itself, as a candidate; the branch is back at the first one. */
function candidateOf(repo: TempRepo, change: (dir: string) => void): Candidate {
  const base = repo.git('rev-parse', 'HEAD');
  change(repo.dir);
  repo.git('add', '--all');
  repo.git('commit', '--quiet', '-m', 'WORKER_001: Größe\n\nWingman-Attempt: 1\n');
  const commit = repo.git('rev-parse', 'HEAD');
  const paths = repo
    .git('diff', '--name-only', '-z', '--no-renames', base, commit)
    .split('\0')
    .filter((path) => path !== '');
  const tree = repo.git('rev-parse', `${commit}^{tree}`);
  repo.git('reset', '--quiet', '--hard', base);
  return { worker: 'WORKER_001', attempt: 1, base, commit, tree, paths };
}

/** What Git says of a commit's files: mode, type, id and name of each. */
const filesOf = (repo: TempRepo, commit: string): readonly string[] =>
  repo
    .git('ls-tree', '-r', '-z', commit)
    .split('\0')
    .filter((line) => line !== '');

const FILES = { 'top.txt': 'top\n', 'a/b/old.txt': 'old\n', 'a/other.txt': 'other\n', 'z/last.txt': 'z\n' };

describe('a candidate put onto another commit', () => {
  it.each<readonly [string, (dir: string) => void]>([
    ['a new file at the root', (dir) => writeFiles(dir, { 'new.txt': 'mine\n' })],
    [
      'files in new and old folders',
      (dir) => writeFiles(dir, { 'a/b/old.txt': 'mine\n', 'n/e/w/x.txt': '', 'z/y.txt': '' }),
    ],
    [
      'names that need quoting',
      (dir) => writeFiles(dir, { 'a/"q" \\ ä日.txt': '', 'tab\there/line\nend.txt': 'x', ' blank ': '' }),
    ],
    [
      'a folder whose name sorts before a file of that beginning',
      (dir) => writeFiles(dir, { 'a.txt': '', a0: '', 'a/-': '' }),
    ],
    [
      'a program and a link',
      (dir) => {
        writeFiles(dir, { 'a/run.sh': '#!/bin/sh\n' });
        chmodSync(join(dir, 'a/run.sh'), 0o755);
        symlinkSync('../top.txt', join(dir, 'z', 'link'));
      },
    ],
  ])('has the very tree that Git makes: %s', async (_, change) => {
    const repo = tempRepo({ files: FILES });
    const candidate = candidateOf(repo, change);
    const onto = repo.commit({ 'a/b/theirs.txt': 'theirs\n', 'q/theirs.txt': '' });
    const git = testGit(repo.dir, ['user.name=Test', 'user.email=test@localhost']);
    const placed = valueOf(await restack(git, candidate, onto));
    repo.git('cherry-pick', candidate.commit);
    expect(placed.tree).toBe(repo.git('rev-parse', 'HEAD^{tree}'));
    expect(filesOf(repo, placed.commit)).toEqual(filesOf(repo, 'HEAD'));
    const facts = '--format=%P%n%an%n%ae%n%at %ad%n%cn%n%ce%n%B';
    expect(repo.git('log', '-1', facts, placed.commit)).toBe(repo.git('log', '-1', facts, 'HEAD'));
    repo.git('fsck', '--strict', '--no-dangling');
  });

  it('drops what it removes, and a folder with the last file in it', async () => {
    const repo = tempRepo({ files: FILES });
    const candidate = candidateOf(repo, () => repo.git('rm', '--quiet', 'z/last.txt', 'top.txt'));
    const onto = repo.commit({ 'theirs.txt': '' });
    const { commit } = valueOf(await restack(testGit(repo.dir), candidate, onto));
    expect(repo.git('ls-tree', '-r', '--name-only', commit).split('\n')).toEqual([
      'README.md',
      'a/b/old.txt',
      'a/other.txt',
      'theirs.txt',
    ]);
  });

  it.each<readonly [string, (dir: string) => void]>([
    [
      'a file into a folder',
      (dir) => {
        rmSync(join(dir, 'top.txt'));
        writeFiles(dir, { 'top.txt/inside.txt': 'mine\n' });
      },
    ],
    [
      'a folder into a file',
      (dir) => {
        rmSync(join(dir, 'z'), { recursive: true });
        writeFiles(dir, { z: 'mine\n' });
      },
    ],
  ])('may make %s', async (_, change) => {
    const repo = tempRepo({ files: FILES });
    const candidate = candidateOf(repo, change);
    const onto = repo.commit({ 'a/theirs.txt': '' });
    const placed = valueOf(await restack(testGit(repo.dir), candidate, onto));
    repo.git('cherry-pick', candidate.commit);
    expect(placed.tree).toBe(repo.git('rev-parse', 'HEAD^{tree}'));
  });

  it.each<readonly [string, Record<string, string>, Record<string, string>, string]>([
    ['a file where it has a folder', { 'n/w/x.txt': '' }, { n: 'theirs' }, 'n/w/x.txt'],
    ['a folder where it has a file', { n: 'mine' }, { 'n/x.txt': 'theirs' }, 'n'],
  ])('is a conflict with %s', async (_, mine, theirs, path) => {
    const repo = tempRepo({ files: FILES });
    const candidate = candidateOf(repo, (dir) => writeFiles(dir, mine));
    const onto = repo.commit(theirs);
    expect(errorOf(await restack(testGit(repo.dir), candidate, onto))).toEqual({
      reason: 'conflict',
      paths: [path],
    });
  });

  it.each<readonly [string, string]>([
    ['made a program of the file', 'update-index --chmod=+x top.txt'],
    ['put a submodule where the new file is', 'update-index --add --cacheinfo 160000,HEAD,new.txt'],
  ])('is a conflict where somebody else has %s', async (_, command) => {
    const repo = tempRepo({ files: FILES });
    const candidate = candidateOf(repo, (dir) =>
      writeFiles(dir, { 'top.txt': 'mine\n', 'new.txt': 'mine\n' }),
    );
    repo.git(...command.replace('HEAD', repo.git('rev-parse', 'HEAD')).split(' '));
    repo.git('commit', '--quiet', '-m', 'theirs');
    const path = command.includes('top.txt') ? 'top.txt' : 'new.txt';
    const failed = errorOf(await restack(testGit(repo.dir), candidate, repo.git('rev-parse', 'HEAD')));
    expect(failed).toEqual({ reason: 'conflict', paths: [path] });
  });

  it('is refused where the commit that it is to stand on is not there', async () => {
    const repo = tempRepo({ files: FILES });
    const candidate = candidateOf(repo, (dir) => writeFiles(dir, { 'new.txt': '' }));
    expect(errorOf(await restack(testGit(repo.dir), candidate, 'f'.repeat(40)))).toMatchObject({
      reason: 'workspace',
    });
  });
});
