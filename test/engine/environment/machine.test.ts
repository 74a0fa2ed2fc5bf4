import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findLacks, probeMachine } from '../../../src/engine/environment/lacks.ts';
import { thisMachine, type Machine } from '../../../src/engine/environment/machine.ts';
import type { Need } from '../../../src/engine/environment/needs.ts';
import { testRunner } from '../../support/runner.ts';
import { machineWithout } from '../lint/support.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'wingman-machine-'));
  mkdirSync(join(dir, 'bin'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const program = (name: string, script: string, mode = 0o755): void =>
  writeFileSync(join(dir, 'bin', name), `#!/bin/sh\n${script}\n`, { mode });
const machine = (python: string | null = null, path = `${join(dir, 'bin')}:/usr/bin:/bin`): Machine =>
  thisMachine({
    runner: testRunner(),
    env: { PATH: path, VIRTUAL_ENV: join(dir, '.venv') },
    python,
    cwd: dir,
    signal: AbortSignal.timeout(50_000),
  });
const need = (kind: Need['kind'], name: string): Need => ({
  kind,
  name,
  uses: [{ worker: 'WORKER_001', statement: 0, line: 7 }],
});

describe('this machine', () => {
  it('finds programs on the PATH that checks get, and only what may be run', async () => {
    program('tool', 'exit 0');
    program('note', 'exit 0', 0o644);
    mkdirSync(join(dir, 'bin', 'folder'));
    const found = await Promise.all(
      ['tool', 'note', 'folder', 'sh', 'no-such-tool', '/bin/sh'].map((name) => machine().hasProgram(name)),
    );
    expect(found).toEqual([true, false, false, true, false, true]);
  });

  it('asks a version manager whether its shim leads to a program', async () => {
    mkdirSync(join(dir, '.pyenv', 'shims'), { recursive: true });
    for (const name of ['here', 'gone']) symlinkSync('/bin/sh', join(dir, '.pyenv', 'shims', name));
    program('pyenv', 'test "$1 $2" = "which here"');
    const asked = machine(null, `${join(dir, '.pyenv', 'shims')}:${join(dir, 'bin')}:/usr/bin:/bin`);
    expect([await asked.hasProgram('here'), await asked.hasProgram('gone')]).toEqual([true, false]);
  });

  it('asks one Python for all modules, imports none and is not misled by files beside it', async () => {
    // A file with the name of a standard module must be neither imported nor run; a package of the repo is there.
    writeFileSync(join(dir, 'json.py'), 'raise SystemExit("imported")');
    mkdirSync(join(dir, 'own'));
    writeFileSync(join(dir, 'own', '__init__.py'), 'raise SystemExit("imported")');
    const names = ['os', 'sys', 'json', 'own', 'no_such_module_x'];
    expect(await machine('python3', process.env['PATH']).missingModules(names)).toEqual(['no_such_module_x']);
  });

  it('tells a package that is only in its folder from one that is found from everywhere', async () => {
    for (const place of ['own', 'packages/bought']) {
      mkdirSync(join(dir, place), { recursive: true });
      writeFileSync(join(dir, place, '__init__.py'), 'raise SystemExit("imported")');
    }
    const env = { PATH: process.env['PATH'] ?? '', PYTHONPATH: join(dir, 'packages') };
    const asked = thisMachine({
      runner: testRunner(),
      env,
      python: 'python3',
      cwd: dir,
      signal: AbortSignal.timeout(50_000),
    });
    const names = ['os', 'sys', 'json', 'own', 'bought', 'no_such_module_x'];
    expect(await asked.installedModules(names)).toEqual(['os', 'sys', 'json', 'bought']);
    expect(await machine(null).installedModules(names)).toBeNull();
  });

  it('says that it cannot tell where there is no Python', async () => {
    expect(await machine(null).missingModules(['os'])).toBeNull();
    expect(await machine(join(dir, 'bin', 'no-python')).missingModules(['os'])).toBeNull();
    program('liar', 'echo "{}"');
    expect(await machine(join(dir, 'bin', 'liar')).missingModules(['os'])).toBeNull();
  });

  it('tells a port that answers from one that does not', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await machine().portAnswers(port)).toBe(true);
    await new Promise((resolve) => server.close(resolve));
    expect(await machine().portAnswers(port)).toBe(false);
  });

  it('asks the Docker daemon through the program on the PATH', async () => {
    program('docker', 'exit 0');
    expect(await machine().dockerAnswers()).toBe(true);
    program('docker', 'echo "Cannot connect to the Docker daemon" >&2; exit 1');
    expect(await machine().dockerAnswers()).toBe(false);
  });

  it('reports what is missing, with the environment by its name', async () => {
    const lacks = await probeMachine([need('program', 'no-such-tool'), need('program', 'sh')], {
      runner: testRunner(),
      env: { PATH: '/usr/bin:/bin', VIRTUAL_ENV: join(dir, '.venv') },
      python: null,
      cwd: dir,
      signal: AbortSignal.timeout(50_000),
    });
    expect(lacks.map(({ name, detail }) => [name, detail])).toEqual([
      ['no-such-tool', expect.stringContaining('the environment in .venv')],
    ]);
  });
});

describe('a missing dependency', () => {
  it('is reported once for all workers, with how to get it', async () => {
    const uses = [1, 2, 2].map((number) => ({ worker: `WORKER_00${number}`, statement: 0, line: 7 }));
    const fake = machineWithout({ modules: ['requests', 'yaml'] });
    const lacks = await findLacks(
      [{ kind: 'module', name: 'requests', uses }, need('module', 'yaml')],
      fake,
      new Set(),
      'the environment in .venv',
    );
    const detail = (module: string): string =>
      `the Python module \`${module}\`, which the environment in .venv does not have`;
    expect(lacks).toMatchObject([
      { detail: detail('requests'), fix: 'pip install requests', uses },
      { detail: detail('yaml'), fix: 'pip install PyYAML', uses: [{ worker: 'WORKER_001' }] },
    ]);
  });

  it('leaves out modules that the phase provides, and the daemon of a Docker that is not installed', async () => {
    const fake = machineWithout({ programs: ['docker'], modules: ['app'], docker: true });
    const needs = [need('module', 'app'), need('program', 'docker'), need('service', 'docker')];
    const lacks = await findLacks(needs, fake, new Set(['app']), 'the environment');
    expect(lacks.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['program docker']);
  });
});
