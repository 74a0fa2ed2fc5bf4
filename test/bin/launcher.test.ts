import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { spawn as spawnPty } from '@lydell/node-pty';
import { execa, type Options } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repoRoot } from '../support/source-files.ts';

interface Launcher {
  readonly NEEDED: string;
  isEnough(version: string): boolean;
  candidates(packageDir: string, searchPath: string | undefined): string[];
  findNode(packageDir: string, searchPath: string | undefined): string | null;
}

const launcher = createRequire(import.meta.url)('../../bin/wingman') as Launcher;

/** A Node of this machine that is too old to run the product, or null: then what needs one is skipped. */
const oldNode = ((): string | null => {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/bin', '/usr/bin'];
  for (const folder of folders) {
    const said = spawnSync(join(folder, 'node'), ['--version'], { encoding: 'utf8', timeout: 10_000 });
    if (said.status === 0 && !launcher.isEnough(said.stdout)) return join(folder, 'node');
  }
  return null;
})();
const withOldNode = oldNode === null ? ' (skipped: this machine has no Node that is too old)' : '';

/** Stands for the command line: says what it was given, and ends the way its first argument tells. */
const MAIN = `
const [how, ...rest] = process.argv.slice(2);
if (how === 'exit') process.exit(Number(rest[0]));
if (how === 'die') process.kill(process.pid, rest[0]);
if (how === 'wait') {
  let interrupts = 0;
  setTimeout(() => { console.log('outlived'); process.exit(9); }, 25_000);
  process.on('SIGTERM', () => { console.log('got SIGTERM after ' + interrupts); process.exit(143); });
  process.on('SIGINT', () => { interrupts += 1; console.log('got SIGINT'); });
  console.log('ready');
}
if (how === 'say') console.log(JSON.stringify({ rest, node: process.versions.node, env: process.env.WINGMAN_LAUNCHER }));
`;

/** Everything a run of the launcher needs from its surroundings: a PATH with the shell's tools but no Node. */
const BARE = {
  reject: false,
  timeout: 30_000,
  extendEnv: false,
  env: { PATH: '/nowhere' },
} as const satisfies Options;

let scratch: string;
let packageDir: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'wingman launcher '));
  packageDir = join(scratch, 'lib', 'node_modules', 'wingman');
  await mkdir(packageDir, { recursive: true });
  await cp(join(repoRoot, 'bin'), join(packageDir, 'bin'), { recursive: true });
  await writeFile(join(packageDir, 'package.json'), '{ "type": "module" }');
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

const script = (): string => join(packageDir, 'bin', 'wingman');

async function addMain(): Promise<void> {
  await mkdir(join(packageDir, 'dist', 'cli'), { recursive: true });
  await writeFile(join(packageDir, 'dist', 'cli', 'main.js'), MAIN);
}

/** Puts this test's own Node where an install would put it. */
async function addNode(modules: string): Promise<void> {
  await mkdir(join(modules, '.bin'), { recursive: true });
  await symlink(process.execPath, join(modules, '.bin', 'node'));
}

/** A stand-in that only knows its version. */
async function fakeNode(folder: string, version: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'node');
  await writeFile(file, `#!/bin/sh\necho ${version}\n`);
  await chmod(file, 0o755);
  return file;
}

describe('which Node is enough', () => {
  it.each([
    ['v22.12.0', true],
    ['22.13.1', true],
    ['v24.0.0', true],
    ['v100.1.0', true],
    ['v23.0.0-nightly', true],
    ['v22.11.9', false],
    ['v22.2.0', false],
    ['v20.99.0', false],
    ['v4.20.0', false],
    ['', false],
    ['Python 24.1.0', false],
  ])('%s: %s', (version, enough) => {
    expect(launcher.isEnough(version)).toBe(enough);
  });

  it('is what package.json says', async () => {
    const engines = (
      JSON.parse(await readFile(join(repoRoot, 'package.json'), 'utf8')) as { engines: { node: string } }
    ).engines;
    expect(engines.node).toBe(`>=${launcher.NEEDED}`);
  });
});

describe('where a newer Node is looked for', () => {
  it("in the package's own node_modules, then in the one that holds the package, then on the PATH", () => {
    expect(launcher.candidates('/p/node_modules/wingman', '/b:.:relative::/c:/b')).toEqual([
      '/p/node_modules/wingman/node_modules/.bin/node',
      '/p/node_modules/wingman/node_modules/node/bin/node',
      '/p/node_modules/.bin/node',
      '/p/node_modules/node/bin/node',
      '/b/node',
      '/c/node',
    ]);
  });

  it('not beside a checkout, and without a PATH', () => {
    expect(launcher.candidates('/home/me/wingman', undefined)).toEqual([
      '/home/me/wingman/node_modules/.bin/node',
      '/home/me/wingman/node_modules/node/bin/node',
    ]);
  });

  it('passes over what is too old, broken or no program', async () => {
    await fakeNode(join(packageDir, 'node_modules', '.bin'), 'v20.1.0');
    await fakeNode(join(scratch, 'broken'), '; exit 3');
    await mkdir(join(scratch, 'folder', 'node'), { recursive: true });
    const newer = await fakeNode(join(scratch, 'newer'), 'v22.12.0');
    const searchPath = ['broken', 'folder', 'newer'].map((name) => join(scratch, name)).join(delimiter);
    expect(launcher.findNode(packageDir, searchPath)).toBe(newer);
    expect(launcher.findNode(packageDir, join(scratch, 'broken'))).toBeNull();
  });
});

describe('the launcher on a Node that is new enough', () => {
  it('runs the command line with its arguments and exit status, through a link and a path with spaces', async () => {
    await addMain();
    const link = join(scratch, 'link');
    await symlink(script(), link);
    const said = await execa(process.execPath, [link, 'say', 'a b', '--json'], BARE);
    expect(JSON.parse(String(said.stdout))).toMatchObject({
      rest: ['a b', '--json'],
      node: process.versions.node,
    });
    expect((await execa(process.execPath, [link, 'exit', '3'], BARE)).exitCode).toBe(3);
  });

  it('says in one line that it is not built', async () => {
    const run = await execa(process.execPath, [script(), 'demo'], BARE);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toBe(`wingman: not built yet: run \`npm run build\` in ${packageDir}`);
  });

  it('ends with 4 when the command line cannot be loaded', async () => {
    await addMain();
    await writeFile(join(packageDir, 'dist', 'cli', 'main.js'), `import './gone.js';`);
    const run = await execa(process.execPath, [script()], BARE);
    expect(run.exitCode).toBe(4);
    expect(run.stderr).toContain('gone.js');
  });
});

describe.skipIf(oldNode === null)(`the launcher on a Node that is too old${withOldNode}`, () => {
  const old = oldNode ?? '';

  it('says in one line which Node is needed and which was found', async () => {
    await addMain();
    const run = await execa(old, [script(), 'demo'], BARE);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toMatch(/^wingman: needs Node 22\.12 or newer, and found only v\d+\.\d+\.\d+ \(.*\)$/);
  });

  it.each([
    ['its own node_modules', (): string => join(packageDir, 'node_modules')],
    ['the node_modules that holds it', (): string => join(packageDir, '..')],
  ])('goes on with the newer Node in %s', async (_where, modules) => {
    await addMain();
    await addNode(modules());
    const link = join(scratch, 'link');
    await symlink(script(), link);
    const run = await execa(old, [link, 'say', 'a b', '--json'], BARE);
    expect(JSON.parse(String(run.stdout))).toEqual({ rest: ['a b', '--json'], node: process.versions.node });
  });

  it('hands on the exit status, and 128+N for a signal', async () => {
    await addMain();
    await addNode(join(packageDir, 'node_modules'));
    expect((await execa(old, [script(), 'exit', '3'], BARE)).exitCode).toBe(3);
    expect((await execa(old, [script(), 'die', 'SIGTERM'], BARE)).exitCode).toBe(143);
    expect((await execa(old, [script(), 'die', 'SIGKILL'], BARE)).exitCode).toBe(137);
  });

  it('hands on signals', async () => {
    await addMain();
    await addNode(join(packageDir, 'node_modules'));
    // In a session of its own it has no terminal, wherever the tests run: a signal reaches the launcher alone.
    const run = execa(old, [script(), 'wait'], { ...BARE, detached: true });
    await once(run.stdout, 'data');
    run.kill('SIGINT');
    await once(run.stdout, 'data');
    run.kill('SIGTERM');
    expect(await run).toMatchObject({ stdout: 'ready\ngot SIGINT\ngot SIGTERM after 1', exitCode: 143 });
  });

  it('does not repeat the Ctrl+C that the terminal has sent to both', async () => {
    await addMain();
    await addNode(join(packageDir, 'node_modules'));
    const terminal = spawnPty(old, [script(), 'wait'], { env: BARE.env });
    const ended = new Promise<number>((resolve) => terminal.onExit((end) => resolve(end.exitCode)));
    let screen = '';
    terminal.onData((text) => {
      const before = screen;
      screen += text;
      const appeared = (words: string): boolean => screen.includes(words) && !before.includes(words);
      if (appeared('ready')) terminal.write('\x03');
      // Comes after whatever the launcher made of the Ctrl+C: it handles its signals in their order.
      if (appeared('got SIGINT')) process.kill(terminal.pid, 'SIGTERM');
    });
    expect(await ended).toBe(143);
    expect(screen).toContain('got SIGTERM after 1');
  });

  it('takes the command line along when it is killed', async () => {
    await addMain();
    await addNode(join(packageDir, 'node_modules'));
    const run = execa(old, [script(), 'wait'], { ...BARE, detached: true });
    await once(run.stdout, 'data');
    run.kill('SIGKILL');
    // Both hold the pipe: the run is over only when the last of them is gone.
    expect(await run).toMatchObject({ stdout: 'ready', signal: 'SIGKILL', timedOut: false });
  });
});
