import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repoRoot } from '../support/source-files.ts';

const LOCK = { packages: { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } } };
const OTHER_SYSTEM = { version: '2.0.0', integrity: 'sha512-b', optional: true };

let root: string;

/**
 * A project with the real script and stand-ins for npm and the tools, which write down that they were called. The
 * real ones are what `npm test` itself has just gone through.
 */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wingman project '));
  await cp(join(repoRoot, 'bin'), join(root, 'bin'), { recursive: true });
  await cp(join(repoRoot, 'scripts'), join(root, 'scripts'), { recursive: true });
  await write('src/a/b.ts', '');
  await write('package-lock.json', JSON.stringify(LOCK));
  await tool('outside/npm', 'cp package-lock.json node_modules/.package-lock.json; echo noise');
  for (const name of ['tsc', 'depcruise', 'knip', 'eslint', 'prettier', 'vitest'])
    await tool(`node_modules/.bin/${name}`, '');
  await tool('node_modules/.bin/node', '', 'v24.0.0');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(name: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, name)), { recursive: true });
  await writeFile(join(root, name), text);
}

async function tool(name: string, body: string, version = '-'): Promise<void> {
  const called = name.slice(name.lastIndexOf('/') + 1);
  const say = `if [ "$1" = --version ]; then echo ${version}; exit; fi`;
  await write(name, `#!/bin/sh\n${say}\necho ${called} "$@" >> "${root}/calls"\n${body}\n`);
  await chmod(join(root, name), 0o755);
}

const installed = (record: unknown = LOCK): Promise<void> =>
  write('node_modules/.package-lock.json', JSON.stringify(record));

async function project(
  ...args: string[]
): Promise<{ code: number | undefined; out: string; calls: string[] }> {
  const run = await execa(process.execPath, [join(root, 'scripts/project.mjs'), ...args], {
    cwd: tmpdir(),
    reject: false,
    timeout: 30_000,
    env: { PATH: [join(root, 'outside'), process.env['PATH']].join(delimiter) },
  });
  const calls = existsSync(join(root, 'calls')) ? await readFile(join(root, 'calls'), 'utf8') : '';
  return { code: run.exitCode, out: run.stdout, calls: calls.trim().split('\n') };
}

const NPM = 'npm ci --include=dev --no-audit --no-fund --loglevel=error';
const BUILD = 'tsc -p tsconfig.json';
const LAYERS = 'depcruise --config dependency-cruiser.config.mjs src';

describe('installing', () => {
  it('happens once, before everything else, and not on stdout', async () => {
    const first = await project('build');
    expect(first).toEqual({ code: 0, out: '', calls: [NPM, BUILD] });
    expect((await project('build')).calls).toEqual([NPM, BUILD, BUILD]);
  });

  it.each([
    ['another version', { packages: { 'node_modules/a': { version: '0.9.0', integrity: 'sha512-a' } } }],
    ['other contents', { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-z' } } }],
    ['a package missing', { packages: {} }],
    ['a package too many', { packages: { ...LOCK.packages, 'node_modules/b': { version: '1.0.0' } } }],
  ])('happens again with %s', async (_what, record) => {
    await installed(record);
    expect((await project('build')).calls).toEqual([NPM, BUILD]);
  });

  it('does not miss what is for other systems', async () => {
    await write(
      'package-lock.json',
      JSON.stringify({ packages: { ...LOCK.packages, 'node_modules/c': OTHER_SYSTEM } }),
    );
    await installed();
    expect((await project('build')).calls).toEqual([BUILD]);
  });

  it('stops when it fails, with its status', async () => {
    await tool('outside/npm', 'exit 7');
    expect(await project('build')).toMatchObject({ code: 7, calls: [NPM] });
  });

  it('stops where no Node is new enough afterwards', async () => {
    await installed();
    await tool('node_modules/.bin/node', '', 'v20.0.0');
    expect(await project('build')).toMatchObject({ code: 2, calls: [''] });
  });
});

describe('building', () => {
  beforeEach(() => installed());

  it('removes what a deleted source left, with its folder, and keeps the rest', async () => {
    for (const name of ['a/b.js', 'a/b.js.map', 'gone/old.js', 'gone/old.js.map', '.tsbuildinfo']) {
      await write(`dist/${name}`, '');
    }
    expect(await project('build')).toMatchObject({ code: 0 });
    expect(
      ['a/b.js', 'a/b.js.map', '.tsbuildinfo', 'gone'].map((name) => existsSync(join(root, 'dist', name))),
    ).toEqual([true, true, true, false]);
  });

  it('makes the compiler write an output again that somebody removed', async () => {
    await write('dist/.tsbuildinfo', '');
    await project('build');
    expect(existsSync(join(root, 'dist/.tsbuildinfo'))).toBe(false);
  });
});

describe('the commands', () => {
  beforeEach(() => installed());

  it.each([
    ['demo', ['node bin/wingman demo --fast a b']],
    ['test', ['vitest run --fast a b']],
    ['bench', ['node bench/main.ts --fast a b']],
    ['bench:screen', ['node bench/screen.ts --fast a b']],
  ])('%s builds, then runs with its arguments', async (name, last) => {
    expect(await project(name, '--fast', 'a b')).toMatchObject({ code: 0, calls: [BUILD, ...last] });
  });

  it('check goes through types, layers, unused code, lint and format, and ends at the first that fails', async () => {
    const all = [
      BUILD,
      'tsc -p tsconfig.test.json',
      LAYERS,
      'knip',
      'eslint .',
      'prettier --check . bin/wingman',
    ];
    expect(await project('check')).toMatchObject({ code: 0, calls: all });
    await rm(join(root, 'calls'));
    await tool('node_modules/.bin/eslint', 'exit 3');
    expect(await project('check')).toMatchObject({ code: 3, calls: all.slice(0, 5) });
  });

  it('a failing last step gives its status', async () => {
    await tool('node_modules/.bin/vitest', 'exit 5');
    expect(await project('test')).toMatchObject({ code: 5 });
    await tool('node_modules/.bin/vitest', 'kill -TERM $$');
    expect(await project('test')).toMatchObject({ code: 143 });
  });

  it.each([[], ['toString'], ['deploy']])('none other: %s', async (...args) => {
    expect(await project(...args)).toMatchObject({ code: 2, calls: [''] });
  });
});
