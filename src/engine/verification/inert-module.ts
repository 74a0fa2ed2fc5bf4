import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../domain/clock.ts';
import { openPythonHelper } from '../runner/helper.ts';
import { parseLine } from '../runner/parse-line.ts';
import type { Runner } from '../runner/runner.ts';
import { INERT_SCRIPT } from './inert-script.ts';

/**
 * Whether importing a Python module of a tree does nothing but bind names, so that a check can still fail after it. It
 * is asked of the text, by Python's own parser; where anything leaves a doubt, the answer is no.
 * @param path of the module's file, below `root`
 */
export type IsInert = (root: string, path: string) => Promise<boolean>;

const MAX_QUESTIONS = 1_000;

/** What a module imports; null where it may not be inert. */
const answer = z.array(z.string()).nullable();

/** Python imports these by itself when it starts. */
const AT_START = ['sitecustomize', 'usercustomize'];

/** @param python the project's interpreter, which starts at the first question and ends with the runner */
export function openInertCheck(
  runner: Runner,
  python: string,
  clock: Clock,
  environmentOf: (root: string) => Readonly<Record<string, string>>,
): IsInert {
  const interpreter = openPythonHelper(runner, clock, python, [INERT_SCRIPT], MAX_QUESTIONS);
  /** What a file imports, where it is inert; null where it may not be. */
  const importsOf = async (file: string): Promise<readonly string[] | null> => {
    const text = readText(file);
    const said = text === null ? null : await interpreter.ask(JSON.stringify(text));
    return said?.ok === true ? parseLine(answer, said.value) : null;
  };
  return async (root, path) => {
    const folders = foldersAbove(path).map((folder) => join(root, folder));
    const packages = folders.map((folder) => join(folder, '__init__.py')).filter((file) => existsSync(file));
    if (folders.slice(1).some((folder) => siblingsOf(folder).length > 0)) return false;
    const imported: string[] = [];
    for (const file of new Set([...packages, join(root, path)])) {
      const names = isShadowed(file) ? null : await importsOf(file);
      if (names === null) return false;
      imported.push(...names);
    }
    const searched = (environmentOf(root)['PYTHONPATH'] ?? '')
      .split(delimiter)
      .map((at) => resolve(root, at));
    const places = new Set([...folders, ...searched]);
    return ![...places].some((folder) => holdsModule(folder, [...imported, ...AT_START]));
  };
}

/** The folders that a path lies in, the root as an empty text. */
function foldersAbove(path: string): readonly string[] {
  const above = dirname(path);
  return above === '.' ? [''] : [...foldersAbove(above), above];
}

/** Whether Python may import something else by the name of this file: a folder, a binary, or what it compiled before. */
function isShadowed(file: string): boolean {
  const module = file.slice(0, -'.py'.length);
  const compiled = join(dirname(file), '__pycache__', basename(module));
  return existsSync(module) || siblingsOf(module).length > 0 || siblingsOf(compiled).length > 0;
}

/** What lies beside a module's path, with an ending that its own source does not have. */
function siblingsOf(module: string): readonly string[] {
  const own = basename(module);
  const isSource = (entry: string): boolean => entry === `${own}.py` || entry === `${own}.pyi`;
  const isFolder = existsSync(module);
  return namesIn(dirname(module)).filter(
    (entry) => entry.startsWith(`${own}.`) && (isFolder || !isSource(entry)),
  );
}

/** Whether a folder holds a module of one of these names, which Python might take for its own. */
function holdsModule(folder: string, names: readonly string[]): boolean {
  const there = new Set(namesIn(folder).map((entry) => entry.replace(/\..*$/, '')));
  return names.some((name) => there.has(name));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
