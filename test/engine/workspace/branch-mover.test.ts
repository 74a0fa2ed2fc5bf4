import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/engine/domain/clock.ts';
import { openBranchMover } from '../../../src/engine/workspace/branch-mover.ts';
import { errorOf, valueOf } from '../../support/rig.ts';
import { testGit, testRunner } from '../../support/runner.ts';
import { tempRepo } from '../../support/temp-repo.ts';

describe('a branch', () => {
  it('is moved from the commit that it is on, from no other, and again after a refusal', async () => {
    const repo = tempRepo({ files: { 'a.txt': '1' } });
    const first = repo.git('rev-parse', 'HEAD');
    const second = repo.commit({ 'a.txt': '2' });
    const third = repo.commit({ 'a.txt': '3' });
    repo.git('branch', 'wingman/r', first);
    const { branches } = testGit(repo.dir);
    valueOf(await branches.move('wingman/r', second, first));
    expect(repo.git('rev-parse', 'wingman/r')).toBe(second);
    const refused = errorOf(await branches.move('wingman/r', third, first));
    expect(refused.message).toContain('cannot lock ref');
    expect(repo.git('rev-parse', 'wingman/r')).toBe(second);
    valueOf(await branches.move('wingman/r', third, second));
    expect(repo.git('rev-parse', 'wingman/r')).toBe(third);
  });

  it.each([
    ['moved', 'head -n 4 | git update-ref --stdin >/dev/null', true],
    ['not moved', 'head -n 4 >/dev/null', false],
  ])('is %s where it was when Git ended without a word', async (_, script, isMoved) => {
    const repo = tempRepo({ files: { 'a.txt': '1' } });
    const first = repo.git('rev-parse', 'HEAD');
    const second = repo.commit({ 'a.txt': '2' });
    repo.git('branch', 'wingman/r', first);
    const mover = openBranchMover({
      ...{ runner: testRunner(), clock: systemClock, git: testGit(repo.dir) },
      command: ['bash', '-c', script],
      env: { PATH: process.env['PATH'] ?? '' },
    });
    onTestFinished(() => mover.close());
    expect((await mover.move('wingman/r', second, first)).ok).toBe(isMoved);
    expect(repo.git('rev-parse', 'wingman/r')).toBe(isMoved ? second : first);
  });
});
