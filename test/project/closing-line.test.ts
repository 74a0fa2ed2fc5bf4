import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repoRoot } from '../support/source-files.ts';

let scratch: string;
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'wingman-closing-line-'));
  await mkdir(join(scratch, 'node_modules'));
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

/** Runs vitest itself over the given test files; its last line and its exit status. */
async function lastLine(files: Record<string, string>): Promise<[string | undefined, number | undefined]> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(scratch, name), text);
  const vitest = join(repoRoot, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', `--reporter=${join(repoRoot, 'test/support/closing-line.ts')}`];
  const args = [vitest, 'run', '--globals', '--root', scratch, '--configLoader', 'native', ...reporters];
  const run = await execa(process.execPath, args, { cwd: scratch, reject: false, timeout: 50_000 });
  return [run.stdout.trimEnd().split('\n').at(-1), run.exitCode];
}

describe('the closing line', () => {
  it('counts what passed, failed and was skipped, and comes last', async () => {
    const text = `it('a', () => {}); it('b', () => {}); it('c', () => { throw new Error('no'); }); it.skip('d', () => {});
      it.todo('e'); describe('f', () => { it('g', () => {}); });`;
    expect(await lastLine({ 'a.test.js': text })).toEqual(['3 passed, 1 failed, 2 skipped', 1]);
  });

  it('counts a file that does not load, a failed hook and a stray error as failures', async () => {
    const files = {
      'load.test.js': `import './gone.js'; it('a', () => {});`,
      'hook.test.js': `afterAll(() => { throw new Error('no'); }); it('a', () => {});`,
      'stray.test.js': `it('a', () => { void Promise.reject(new Error('stray')); });`,
    };
    expect(await lastLine(files)).toEqual(['2 passed, 3 failed, 0 skipped', 1]);
  });

  it('has no failures in a green run', async () => {
    expect(await lastLine({ 'a.test.js': `it('a', () => {});` })).toEqual([
      '1 passed, 0 failed, 0 skipped',
      0,
    ]);
  });
});
