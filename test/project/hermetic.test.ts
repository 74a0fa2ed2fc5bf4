import { execa } from 'execa';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import hermetic from '../support/hermetic.ts';

describe('the environment of the tests', () => {
  it("is not the user's", () => {
    expect(process.env['HOME']).toContain(tmpdir());
    expect(process.env['XDG_CACHE_HOME']).toContain(process.env['HOME']);
    expect(process.env['TERM']).toBe('xterm-256color');
    expect(Object.keys(process.env).filter((name) => /^(OPENAI|OLLAMA|MEM0)_|^CI$/.test(name))).toEqual([]);
  });

  it('gives Git no settings but those of the repository', async () => {
    const { stdout } = await execa('git', ['config', '--list', '--show-scope'], {
      cwd: tmpdir(),
      timeout: 30_000,
    });
    expect(stdout).toBe('');
  });

  it('is rid of what a person or a CI service sets', async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      OPENAI_API_KEY: 'secret',
      GIT_DIR: '/elsewhere',
      CI: 'true',
      CICERO: 'kept',
    });
    const teardown = await hermetic();
    const after = { ...process.env };
    await teardown();
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    expect(after).toMatchObject({ CICERO: 'kept', GIT_CONFIG_GLOBAL: '/dev/null' });
    expect(Object.keys(after).filter((name) => ['OPENAI_API_KEY', 'GIT_DIR', 'CI'].includes(name))).toEqual(
      [],
    );
  });
});
