import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import type { VirtualEnv } from './virtual-env.ts';

/**
 * Folders of the user's checkout that the virtual environment imports from (editable installs), repo-relative.
 * A worktree puts its own copies of them on PYTHONPATH, which Python searches before the environment's packages:
 * otherwise every check would judge the user's files instead of the worker's.
 */
export function findEditableFolders(repo: string, venv: VirtualEnv): readonly string[] {
  const found = new Set<string>();
  const root = real(repo);
  const add = (path: string): void => {
    const inside = relative(root, real(path));
    if (isAbsolute(path) && !inside.startsWith('..') && !isAbsolute(inside) && !isBelow(venv.dir, path)) {
      found.add(inside);
    }
  };
  for (const packages of sitePackages(venv.dir)) {
    for (const file of list(packages)) {
      if (file.endsWith('.pth')) for (const line of read(join(packages, file)).split('\n')) add(line.trim());
      // setuptools keeps the mapping of package to folder in a Python file of its own.
      if (/^__editable___.*_finder\.py$/.test(file)) {
        for (const match of read(join(packages, file)).matchAll(/: '(\/[^']+)'/g))
          add(dirname(match[1] ?? ''));
      }
    }
  }
  return [...found];
}

function sitePackages(venv: string): readonly string[] {
  const lib = join(venv, 'lib');
  return list(lib)
    .filter((name) => name.startsWith('python'))
    .map((name) => join(lib, name, 'site-packages'));
}

function isBelow(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return !inside.startsWith('..') && !isAbsolute(inside);
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
