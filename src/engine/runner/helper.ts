import { extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../domain/clock.ts';
import { openLineProcess, type LineProcess } from './line-process.ts';
import type { Runner } from './runner.ts';

/** An answer takes milliseconds; past this limit the helper is at fault. */
const LIMIT_MS = 30_000;
/** A helper that nobody asks gives its memory back; to start it again takes a fifth of a second. */
const IDLE_MS = 30_000;

/**
 * A program of ours in a Node of its own, which starts at the first question and gets nothing of the engine's
 * environment.
 * @param program TypeScript beside TypeScript; from JavaScript, the JavaScript that it was compiled to
 * @param maxQuestions after so many it starts anew, so that what a large question took is given back
 */
export function openNodeHelper(
  runner: Runner,
  clock: Clock,
  program: URL,
  maxQuestions: number,
): LineProcess {
  const file = fileURLToPath(program).replace(/\.ts$/, extname(import.meta.filename));
  return openLineProcess(runner, {
    argv: [process.execPath, '--no-warnings', '--max-semi-space-size=1', file],
    cwd: '/',
    env: {},
    ...{ clock, maxQuestions, limitMs: LIMIT_MS, idleMs: IDLE_MS },
  });
}

/** Flags that keep a Python to itself: no environment, no site packages, no compiled files, no warnings. */
const PYTHON_FLAGS = ['-I', '-S', '-B', '-W', 'ignore', '-X', 'utf8'];

/**
 * A script of ours in the project's Python, which starts at the first question and finds nothing but its own library.
 * @param python the interpreter: a path, or a name that is looked up
 * @param args what the script finds in `sys.argv`
 */
export function openPythonHelper(
  runner: Runner,
  clock: Clock,
  python: string,
  script: readonly [script: string, ...args: string[]],
  maxQuestions: number,
): LineProcess {
  const { PATH = '/usr/bin:/bin', HOME = '/' } = process.env;
  return openLineProcess(runner, {
    argv: [python.includes('/') ? resolve(python) : python, ...PYTHON_FLAGS, '-c', ...script],
    cwd: '/',
    env: { PATH, HOME },
    ...{ clock, maxQuestions, limitMs: LIMIT_MS, idleMs: IDLE_MS },
  });
}
