import { spawnSync } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/engine/domain/clock.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/server.ts';

/** A Python file with what trips a careless transformation: strings, decorators, clauses, one-liners, tabs of text. */
export const SAMPLE = `"""A module: with a colon, and a bracket ( in its docstring."""
import functools

LIMITS = {"low": 1, "high": (2, 3)}  # not: a header (
TEXT = '''
def not_a_function():
    return ")"
'''


def traced(function):
    """Prints every call."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        print('call', args)
        return function(*args, **kwargs)

    return wrapper


class Queue:
    """A queue."""

    size: int = 0

    def __init__(self, items: dict[str, int] = {"a": 1}) -> None:
        self.items = dict(
            items,
            b=2,
        )

    @property
    def first(self): return next(iter(self.items), None)

    @traced
    async def drain(
        self,
        limit: int = 3,  # (a comment
    ) -> list[str]:
        try:
            names = [name for name in self.items if name]
        except (KeyError, ValueError):
            names = []
        else:
            names.sort()
        finally:
            self.size = 0
        return names[:limit]


def join(names):
    if not names:
        return ""
    elif len(names) == 1:
        return names[0]
    return ", ".join(names[:-1]) + \\
        " and " + names[-1]
`;

/** Writes files below a fresh folder, which goes when the test ends; returns the folder. */
export async function answersFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wingman-answers-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

/** A simulator that ends with the test. */
export async function simulator(options: SimulatorOptions): Promise<Simulator> {
  const running = await startSimulator(options);
  onTestFinished(() => running.close());
  return running;
}

/** A clock whose waits end at once, and how long they would have been. */
export function instantClock(): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => 1_700_000_000_000,
    after: (ms, callback) => {
      slept.push(ms);
      const timer = setImmediate(callback);
      return () => clearImmediate(timer);
    },
  };
}

/** Whether there is a Python to ask. */
export const hasPython = spawnSync('python3', ['--version']).status === 0;
/** For the title of every test that needs one. */
export const NEEDS_PYTHON = '(skipped where there is no python3)';

/** For each source whether Python parses and compiles it. */
export function parsesAsPython(sources: readonly string[]): readonly boolean[] {
  const program = `
import ast, json, sys
def parses(source):
    try:
        compile(ast.parse(source), "answer.py", "exec")
        return True
    except SyntaxError:
        return False
print(json.dumps([parses(source) for source in json.load(sys.stdin)]))
`;
  const run = spawnSync('python3', ['-W', 'ignore', '-c', program], {
    input: JSON.stringify(sources),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as boolean[];
}

/** All items of a stream. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}
