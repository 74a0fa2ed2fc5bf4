import { describe, expect, it } from 'vitest';
import { openGit } from '../../../src/engine/workspace/git.ts';
import { readObjects } from '../../../src/engine/workspace/objects.ts';
import { valueOf } from '../../support/rig.ts';
import { tempRepo } from '../../support/temp-repo.ts';

describe('reading objects in one command', () => {
  it('gives every file its bytes, whatever they are, and null for what is no file', async () => {
    const repo = tempRepo({
      files: { 'a.txt': 'ä line\nabc blob 3\nand more', 'b/empty': '', 'two words.txt': '\0\r\n\n' },
    });
    const names = ['a.txt', 'gone.txt', 'b', 'b/empty', 'two words.txt'].map((path) => `HEAD:${path}`);
    const objects = valueOf(await openGit(repo.dir).read(names));
    expect(objects.map((bytes) => bytes?.toString('utf8') ?? null)).toEqual([
      'ä line\nabc blob 3\nand more',
      null,
      null,
      '',
      '\0\r\n\n',
    ]);
  });

  it('counts bytes and not characters where the bytes are no text', () => {
    const bytes = Buffer.from([0xff, 0x0a, 0xfe, 0x20]);
    const output = Buffer.concat([Buffer.from('aaa blob 4\n'), bytes, Buffer.from('\nbbb blob 1\nx\n')]);
    expect(readObjects(output, 2)).toEqual([bytes, Buffer.from('x')]);
  });

  it('asks nothing for no names', async () => {
    expect(valueOf(await openGit(tempRepo().dir).read([]))).toEqual([]);
  });

  it('does not let a command that fails fail those beside it', async () => {
    const repo = tempRepo();
    const git = openGit(repo.dir);
    const [bad, good] = await Promise.all([
      git.run(['rev-parse', '--verify', 'refs/heads/none']),
      git.run(['rev-parse', 'HEAD']),
    ]);
    expect(bad.ok).toBe(false);
    expect(valueOf(good).trim()).toBe(repo.git('rev-parse', 'HEAD'));
  });
});
