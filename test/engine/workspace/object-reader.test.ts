import { describe, expect, it } from 'vitest';
import { testGit } from '../../support/runner.ts';
import { valueOf } from '../../support/rig.ts';
import { tempRepo } from '../../support/temp-repo.ts';

describe('reading objects from one process', () => {
  it('gives every file its bytes, whatever they are, and null for what is no file', async () => {
    const repo = tempRepo({
      files: { 'a.txt': 'ä line\nabc blob 3\nand more', 'b/empty': '', 'two words.txt': '\0\r\n\n' },
    });
    const names = ['a.txt', 'gone.txt', 'b', 'b/empty', 'two words.txt'].map((path) => `HEAD:${path}`);
    const objects = valueOf(await testGit(repo.dir).objects.read(names));
    expect(objects.map((bytes) => bytes?.toString('utf8') ?? null)).toEqual([
      'ä line\nabc blob 3\nand more',
      null,
      null,
      '',
      '\0\r\n\n',
    ]);
  });

  it('keeps answers apart, however many are asked for at once and however large they are', async () => {
    const large = 'x\n'.repeat(300_000);
    const repo = tempRepo({ files: { large, small: 's\n' } });
    const { objects } = testGit(repo.dir);
    const names = Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? 'HEAD:large' : 'HEAD:small'));
    const read = await Promise.all([
      objects.read(names),
      objects.resolve(['HEAD', 'HEAD:none']),
      objects.read(['HEAD:none']),
    ]);
    expect(valueOf(read[0]).map((bytes) => bytes?.length)).toEqual(
      names.map((_, at) => (at % 2 === 0 ? 600_000 : 2)),
    );
    expect(valueOf(read[1])).toEqual([repo.git('rev-parse', 'HEAD'), null]);
    expect(valueOf(read[2])).toEqual([null]);
  });

  it('sees what is committed after it was opened', async () => {
    const repo = tempRepo();
    const { objects } = testGit(repo.dir);
    expect(valueOf(await objects.read(['HEAD:later.txt']))).toEqual([null]);
    const commit = repo.commit({ 'later.txt': 'there\n' });
    expect(valueOf(await objects.read([`${commit}:later.txt`]))).toEqual([Buffer.from('there\n')]);
  });

  it('asks nothing for no names', async () => {
    expect(valueOf(await testGit(tempRepo().dir).objects.read([]))).toEqual([]);
  });

  it('does not let a command that fails fail those beside it', async () => {
    const repo = tempRepo();
    const git = testGit(repo.dir);
    const [bad, good] = await Promise.all([
      git.run(['rev-parse', '--verify', 'refs/heads/none']),
      git.run(['rev-parse', 'HEAD']),
    ]);
    expect(bad.ok).toBe(false);
    expect(valueOf(good).trim()).toBe(repo.git('rev-parse', 'HEAD'));
  });
});
