import { describe, expect, it } from 'vitest';
import { errorOf, valueOf } from '../../support/rig.ts';
import { testGit } from '../../support/runner.ts';
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
});
