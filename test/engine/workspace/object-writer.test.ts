import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/engine/domain/clock.ts';
import { openObjectWriter } from '../../../src/engine/workspace/object-writer.ts';
import { errorOf, valueOf } from '../../support/rig.ts';
import { testGit, testRunner } from '../../support/runner.ts';
import { tempFolder } from '../../support/temp.ts';
import { tempRepo, type TempRepo } from '../../support/temp-repo.ts';

const IDENTITY = ['user.name=Test', 'user.email=test@localhost'];

function open(repo: TempRepo, command: readonly [string, ...string[]]) {
  const scratch = join(tempFolder(), 'commits');
  const writer = openObjectWriter({
    ...{ runner: testRunner(), clock: systemClock, git: testGit(repo.dir, IDENTITY), command, scratch },
    env: { PATH: process.env['PATH'] ?? '' },
  });
  onTestFinished(() => writer.close());
  const commit = (message: string) =>
    writer.commit({
      tree: repo.git('rev-parse', 'HEAD^{tree}'),
      parent: repo.git('rev-parse', 'HEAD'),
      ...{ message, writtenAt: null },
    });
  return { commit, scratch };
}

describe('a commit that is written', () => {
  it('is the one that was meant, many at once too', async () => {
    const repo = tempRepo({ files: { 'a.txt': '' } });
    const { commit } = open(repo, ['git']);
    const messages = Array.from({ length: 5 }, (_, at) => `message ${at}\n\nGröße: ${at}`);
    const ids = await Promise.all(messages.map((message) => commit(message)));
    expect(ids.map((id) => repo.git('log', '-1', '--format=%B', valueOf(id)))).toEqual(messages);
    repo.git('fsck', '--strict', '--no-dangling');
  });

  it('is none where somebody else has changed its text on the way', async () => {
    const repo = tempRepo({ files: { 'a.txt': '' } });
    // Reads the file's name as Git does, and has Git hash another text.
    const script = `read -r file; echo forged >>"$file"; echo "$file" | git hash-object -t commit -w --stdin-paths`;
    const { commit, scratch } = open(repo, ['bash', '-c', script]);
    const forged = await commit('message\n');
    expect(errorOf(forged).message).toBe(`${join(scratch, 'commit')} was changed while Git read it`);
  });

  it('is none where its folder cannot be written to', async () => {
    const repo = tempRepo({ files: { 'a.txt': '' } });
    const { commit, scratch } = open(repo, ['git']);
    expect((await commit('message\n')).ok).toBe(true);
    rmSync(scratch, { recursive: true });
    expect(errorOf(await commit('message\n')).message).toContain('ENOENT');
  });
});
