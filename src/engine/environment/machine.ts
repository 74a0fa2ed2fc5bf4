import { accessSync, constants, statSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, isAbsolute, join } from 'node:path';
import { runProgram, type ProgramOptions } from '../runner/run-program.ts';
import type { Runner } from '../runner/runner.ts';

/** What can be asked about a machine and the project's environment on it. Every answer comes in bounded time. */
export interface Machine {
  readonly hasProgram: (name: string) => Promise<boolean>;
  /** Which of these top-level modules the project's Python lacks; null where there is no Python to ask. */
  readonly missingModules: (names: readonly string[]) => Promise<readonly string[] | null>;
  /** Which of these top-level modules can be imported from any folder, and not only from this one; null as above. */
  readonly installedModules: (names: readonly string[]) => Promise<readonly string[] | null>;
  readonly dockerAnswers: () => Promise<boolean>;
  /** Whether something listens on this port of this machine. */
  readonly portAnswers: (port: number) => Promise<boolean>;
}

/** How to ask the machine: by this runner, in the folder and environment of the checks. */
export interface MachineOptions {
  /** Starts the programs that are asked. */
  readonly runner: Runner;
  /** The environment that checks get: its PATH says which programs there are. */
  readonly env: Readonly<Record<string, string>>;
  /** The project's interpreter; null asks for no modules. */
  readonly python: string | null;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

const DOCKER_LIMIT_MS = 5_000;
const PYTHON_LIMIT_MS = 20_000;
const PORT_LIMIT_MS = 1_000;
const SHIM_LIMIT_MS = 5_000;

/**
 * Looks for modules without importing one. The folder it runs in is taken off the path before anything of Python's own
 * is imported, since a file there may have the name of a standard module, and put back for the search.
 */
const FIND_MODULES = `
import sys
here = sys.path.pop(0) if sys.path and sys.path[0] in ('', '.') else None
import importlib.util, json
names = json.load(sys.stdin)
if here is not None:
    sys.path.insert(0, here)
def found(name):
    try:
        return name in sys.builtin_module_names or importlib.util.find_spec(name) is not None
    except Exception:
        return False
print(json.dumps([name for name in names if not found(name)]))
`;

/** Which modules Python finds without the folder that it runs in. Imports none. */
const FIND_INSTALLED = `
import sys
if sys.path and sys.path[0] in ('', '.'):
    sys.path.pop(0)
import importlib.util, json
def installed(name):
    try:
        return name in sys.builtin_module_names or importlib.util.find_spec(name) is not None
    except Exception:
        return True
print(json.dumps([name for name in json.load(sys.stdin) if installed(name)]))
`;

/** The machine that this runs on, as the checks will see it. */
export function thisMachine(options: MachineOptions): Machine {
  const { runner, env, python, cwd, signal } = options;
  const run = (
    file: string,
    args: readonly string[],
    timeout: number,
    input?: string,
  ): ReturnType<typeof ask> =>
    ask(runner, [file, ...args], { cwd, env, limitMs: timeout, signal, input: input ?? '' });
  const askPython = async (script: string, names: readonly string[]): Promise<readonly string[] | null> => {
    if (python === null || names.length === 0) return python === null ? null : [];
    const answer = await run(python, ['-c', script], PYTHON_LIMIT_MS, JSON.stringify(names));
    return answer === null ? null : readNames(answer);
  };
  return {
    async hasProgram(name) {
      const path = findOnPath(name, env['PATH'] ?? '', cwd);
      const manager = /[\\/]\.?(pyenv|rbenv|nodenv|asdf)[\\/]shims[\\/]/.exec(path ?? '')?.[1];
      // A version manager puts a shim on the PATH for each program that any of its versions has.
      if (path === null || manager === undefined) return path !== null;
      // Without its manager a shim cannot be checked, and only what is certainly missing is reported.
      if (findOnPath(manager, env['PATH'] ?? '', cwd) === null) return true;
      return (await run(manager, ['which', name], SHIM_LIMIT_MS)) !== null;
    },
    missingModules: (names) => askPython(FIND_MODULES, names),
    installedModules: (names) => askPython(FIND_INSTALLED, names),
    async dockerAnswers() {
      return (await run('docker', ['version', '--format', '{{.Server.Version}}'], DOCKER_LIMIT_MS)) !== null;
    },
    portAnswers: (port) => knock(port, signal),
  };
}

/** What a program prints, or null where it fails, is not there or takes too long. */
async function ask(
  runner: Runner,
  argv: ProgramOptions['argv'],
  options: Omit<ProgramOptions, 'argv'>,
): Promise<string | null> {
  const ran = await runProgram(runner, { ...options, argv });
  return ran.ok ? ran.value.stdout.toString('utf8') : null;
}

function readNames(text: string): readonly string[] | null {
  try {
    const names: unknown = JSON.parse(text.trim().split('\n').at(-1) ?? '');
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : null;
  } catch {
    return null;
  }
}

function findOnPath(name: string, path: string, cwd: string): string | null {
  const paths = isAbsolute(name)
    ? [name]
    : path.split(delimiter).map((dir) => join(isAbsolute(dir) ? dir : join(cwd, dir), name));
  return paths.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function knock(port: number, signal: AbortSignal): Promise<boolean> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(PORT_LIMIT_MS)]);
  const one = (host: string): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect({ host, port });
      const done = (answered: boolean): void => {
        socket.destroy();
        limited.removeEventListener('abort', onAbort);
        resolve(answered);
      };
      const onAbort = (): void => done(false);
      socket.once('connect', () => done(true));
      socket.once('error', () => done(false));
      limited.addEventListener('abort', onAbort, { once: true });
      if (limited.aborted) done(false);
    });
  return Promise.all([one('127.0.0.1'), one('::1')]).then((answers) => answers.includes(true));
}
