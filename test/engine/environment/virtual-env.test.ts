import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findEditableFolders } from '../../../src/engine/environment/editable.ts';
import {
  findVirtualEnv,
  makeEnvironment,
  type EnvironmentOptions,
} from '../../../src/engine/environment/virtual-env.ts';
import { tempFolder, writeFiles } from '../../support/temp.ts';

const make = (options: Partial<EnvironmentOptions>): Record<string, string> =>
  makeEnvironment({ base: {}, venv: null, python: null, pythonPath: [], secrets: [], mark: {}, ...options });

/** A virtual environment whose Python is a symbolic link that leads out of it. */
function fakeVenv(repo: string, name: string): void {
  const outside = tempFolder();
  writeFileSync(join(outside, 'python3'), '#!/bin/sh\n', { mode: 0o755 });
  mkdirSync(join(repo, name, 'bin'), { recursive: true });
  symlinkSync(join(outside, 'python3'), join(repo, name, 'bin', 'python3'));
}

describe('the virtual environment', () => {
  it.each(['.venv', 'venv', 'ai-workers/.venv'])('is found in %s, its links left alone', (place) => {
    const repo = tempFolder();
    expect(findVirtualEnv(repo, null)).toBeNull();
    fakeVenv(repo, place);
    const dir = join(repo, place);
    expect(findVirtualEnv(repo, null)).toEqual({
      dir,
      bin: join(dir, 'bin'),
      python: join(dir, 'bin', 'python3'),
    });
  });

  it('is the one that is named, where one is named', () => {
    const repo = tempFolder();
    fakeVenv(repo, '.venv');
    fakeVenv(repo, 'other');
    expect(findVirtualEnv(repo, 'other')?.dir).toBe(join(repo, 'other'));
    expect(findVirtualEnv(repo, join(repo, 'other'))?.dir).toBe(join(repo, 'other'));
    expect(findVirtualEnv(repo, 'missing')).toBeNull();
  });

  it('comes first on PATH, with VIRTUAL_ENV set and PYTHONHOME gone', () => {
    const venv = { dir: '/r/.venv', bin: '/r/.venv/bin', python: '/r/.venv/bin/python3' };
    const env = make({ base: { PATH: '/usr/bin', PYTHONHOME: '/x' }, venv });
    expect(env).toMatchObject({
      PATH: '/r/.venv/bin:/usr/bin',
      VIRTUAL_ENV: '/r/.venv',
      PYTHONDONTWRITEBYTECODE: '1',
    });
    expect(env).not.toHaveProperty('PYTHONHOME');
  });

  it('gives way to a named interpreter only where there is none', () => {
    expect(make({ base: { PATH: '/usr/bin' }, python: '/opt/python/bin/python3' })['PATH']).toBe(
      '/opt/python/bin:/usr/bin',
    );
    expect(make({ base: { PATH: '/usr/bin' }, python: 'python3.12' })['PATH']).toBe('/usr/bin');
  });
});

describe('what a child is given', () => {
  it.each([
    'OPENAI_API_KEY',
    'OPENAI_BASE_URL',
    'OPENAI_ORG_ID',
    'OLLAMA_HOST',
    'OLLAMA_MODEL',
    'ANTHROPIC_API_KEY',
    'AZURE_OPENAI_API_KEY',
    'GEMINI_API_KEY',
    'MEM0_API_KEY',
    'MEM0_API_URL',
    'MISTRAL_API_KEY',
    'OPENROUTER_API_KEY',
    'GIT_DIR',
    'GIT_WORK_TREE',
    'GIT_INDEX_FILE',
    'npm_config_registry',
  ])('has no %s', (name) => {
    expect(make({ base: { [name]: 'value', KEPT: 'yes' } })).not.toHaveProperty(name);
    expect(make({ base: { [name]: 'value', KEPT: 'yes' } })['KEPT']).toBe('yes');
  });

  it('holds no secret under any name, whole or within something longer', () => {
    const base = {
      A: 'sk-secret',
      B: 'Bearer sk-secret',
      C: 'https://u:sk-secret@host/',
      D: 'sk-other',
      E: '',
    };
    const env = make({ base, secrets: ['sk-secret', ''] });
    expect(JSON.stringify(env)).not.toContain('sk-secret');
    expect(env).toMatchObject({ D: 'sk-other', E: '' });
  });

  it("has the run's marks, also against the user's own", () => {
    expect(make({ base: { WINGMAN_RUN: 'mine' }, mark: { WINGMAN_RUN: 'r1' } })['WINGMAN_RUN']).toBe('r1');
  });

  it("puts the worktree's folders before what PYTHONPATH says already", () => {
    expect(make({ base: { PYTHONPATH: '/a:/b' }, pythonPath: ['/w/src'] })['PYTHONPATH']).toBe(
      '/w/src:/a:/b',
    );
    expect(make({ pythonPath: ['/w/src'] })['PYTHONPATH']).toBe('/w/src');
    expect(make({})).not.toHaveProperty('PYTHONPATH');
  });
});

describe('an editable install', () => {
  const repoWith = (files: (repo: string) => Record<string, string>): { repo: string; venv: string } => {
    const repo = tempFolder();
    const packages = join(repo, '.venv', 'lib', 'python3.11', 'site-packages');
    writeFiles(repo, { 'src/pkg/__init__.py': '', 'lib/other.py': '' });
    writeFiles(packages, files(repo));
    return { repo, venv: join(repo, '.venv') };
  };
  const find = ({ repo, venv }: { repo: string; venv: string }): readonly string[] =>
    findEditableFolders(repo, { dir: venv, bin: join(venv, 'bin'), python: join(venv, 'bin', 'python3') });

  it("of the user's checkout is found in .pth files and in the finder of setuptools", () => {
    expect(find(repoWith((repo) => ({ '__editable__.pkg.pth': `${repo}/src\n` })))).toEqual(['src']);
    expect(
      find(
        repoWith((repo) => ({ 'x.pth': `# a comment\nimport something; exec('')\n${repo}/lib\n${repo}\n` })),
      ),
    ).toEqual(['lib', '']);
    const finder = (repo: string): string => `MAPPING: dict[str, str] = {'pkg': '${repo}/src/pkg'}\n`;
    expect(find(repoWith((repo) => ({ '__editable___pkg_1_0_finder.py': finder(repo) })))).toEqual(['src']);
  });

  it('from elsewhere, and what the environment itself has, are left alone', () => {
    expect(
      find(repoWith((repo) => ({ 'a.pth': `/usr/lib\nrelative\n../up\n${repo}/.venv/lib\n\n` }))),
    ).toEqual([]);
  });

  it('is looked for in the checkout under its real name too', () => {
    const { repo, venv } = repoWith((real) => ({ 'a.pth': `${real}/src\n` }));
    const link = join(tempFolder(), 'link');
    symlinkSync(repo, link);
    expect(findEditableFolders(link, { dir: venv, bin: '', python: '' })).toEqual(['src']);
  });

  it("is overruled by the worktree's copy on PYTHONPATH", () => {
    const repo = tempFolder();
    const made = spawnSync('python3', ['-m', 'venv', '--without-pip', join(repo, '.venv')], {
      encoding: 'utf8',
    });
    expect(made.status).toBe(0);
    const venv = findVirtualEnv(repo, null);
    if (venv === null) throw new Error('no environment');
    const version = spawnSync(
      venv.python,
      ['-c', 'import sys; print("python%d.%d" % sys.version_info[:2])'],
      { encoding: 'utf8' },
    );
    const packages = join(repo, '.venv', 'lib', version.stdout.trim(), 'site-packages');
    writeFiles(packages, { 'pkg.pth': `${repo}/src\n` });
    writeFiles(repo, { 'src/pkg.py': 'WHERE = "checkout"\n' });
    const worktree = tempFolder();
    writeFiles(worktree, { 'src/pkg.py': 'WHERE = "worktree"\n' });
    const pythonPath = findEditableFolders(repo, venv).map((folder) => join(worktree, folder));
    const env = make({ base: { PATH: process.env['PATH'] }, venv, pythonPath });
    const ran = spawnSync('python3', ['-c', 'import pkg; print(pkg.WHERE)'], {
      env,
      cwd: worktree,
      encoding: 'utf8',
    });
    expect(ran.stdout).toBe('worktree\n');
  });
});
