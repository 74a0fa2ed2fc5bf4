import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

/** A project's virtual environment; the symbolic links in its paths are never resolved. */
export interface VirtualEnv {
  /** Absolute path of the environment. */
  readonly dir: string;
  /** Its folder of programs, first on PATH. */
  readonly bin: string;
  /** Its interpreter, as a path inside the environment: resolving the link would lead out of it. */
  readonly python: string;
}

const USUAL_FOLDERS = ['.venv', 'venv', join('ai-workers', '.venv')];

/** The virtual environment that `--venv` names, or the first of the usual ones in the repo, or null. */
export function findVirtualEnv(repo: string, named: string | null): VirtualEnv | null {
  const folders = named === null ? USUAL_FOLDERS.map((folder) => join(repo, folder)) : [resolve(repo, named)];
  for (const dir of folders) {
    const bin = join(dir, 'bin');
    const python = ['python3', 'python'].map((name) => join(bin, name)).find((path) => existsSync(path));
    if (python !== undefined) return { dir, bin, python };
  }
  return null;
}

/** Variables that hold a provider's key or lead to one; none reaches a child. */
const PROVIDER_VARIABLE =
  /^(OPENAI|AZURE_OPENAI|OLLAMA|ANTHROPIC|GEMINI|GOOGLE_AI|MISTRAL|GROQ|OPENROUTER|DEEPSEEK|COHERE|TOGETHER|MEM0)_/;
/** Variables that point Git to another repo than the worktree, or that npm set when it started Wingman. */
const FOREIGN_VARIABLE = /^(GIT_(DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|NAMESPACE|OBJECT_DIRECTORY)$|npm_)/;

export interface EnvironmentOptions {
  readonly base: NodeJS.ProcessEnv;
  readonly venv: VirtualEnv | null;
  /** `--python`: its folder comes first on PATH where there is no virtual environment. */
  readonly python: string | null;
  /** Folders that Python looks in first: what an editable install of the user's checkout is remapped to. */
  readonly pythonPath: readonly string[];
  /** Values that must not reach a child under any name. */
  readonly secrets: readonly string[];
  /** Marks every process of one block, so that what slips out of its process group is found. */
  readonly mark: Readonly<Record<string, string>>;
}

/** The environment of everything that is run for a worker: the project's own, without any provider's key. */
export function makeEnvironment(options: EnvironmentOptions): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.base)) {
    if (value === undefined || PROVIDER_VARIABLE.test(name) || FOREIGN_VARIABLE.test(name)) continue;
    if (options.secrets.some((secret) => secret !== '' && value.includes(secret))) continue;
    env[name] = value;
  }
  const path = (env['PATH'] ?? '/usr/bin:/bin').split(delimiter);
  if (options.venv !== null) {
    env['VIRTUAL_ENV'] = options.venv.dir;
    delete env['PYTHONHOME'];
    path.unshift(options.venv.bin);
  } else if (options.python !== null && isAbsolute(options.python)) {
    path.unshift(join(options.python, '..'));
  }
  if (options.pythonPath.length > 0) {
    env['PYTHONPATH'] = [...options.pythonPath, ...(env['PYTHONPATH'] ?? '').split(delimiter)]
      .filter((part) => part !== '')
      .join(delimiter);
  }
  return {
    ...env,
    PATH: path.join(delimiter),
    PYTHONDONTWRITEBYTECODE: '1',
    // Python buffers stdout but not stderr when it writes to a pipe: without this the two come out of order.
    PYTHONUNBUFFERED: '1',
    GIT_TERMINAL_PROMPT: '0',
    ...options.mark,
  };
}
