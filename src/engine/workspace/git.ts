import { simpleGit, type SimpleGit } from 'simple-git';
import { err, ok, type Result } from '../result.ts';

/** Git in one folder, safe against a hostile tree: no hooks, no helpers of the tree's choosing, no questions. */
export interface Git {
  readonly dir: string;
  /** Stdout of one command; an error is Git's own words. */
  run(args: readonly string[], options?: GitOptions): Promise<Result<string, GitError>>;
}

export interface GitOptions {
  /** Given to the command on stdin. */
  readonly input?: string;
  /** Ends the command. */
  readonly signal?: AbortSignal;
}

export interface GitError {
  readonly args: readonly string[];
  readonly message: string;
}

/** A command that is silent for this long hangs: on a lock, on a network drive, on a question. */
const SILENCE_LIMIT_MS = 120_000;

const SAFE_CONFIG = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'safe.bareRepository=explicit',
  'diff.external=',
  'submodule.recurse=false',
  'commit.gpgSign=false',
  'tag.gpgSign=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'advice.detachedHead=false',
  'core.quotePath=false',
  'protocol.ext.allow=never',
];

/** Names the user may set for Git that stay in force; all others are dropped by simple-git. */
const KEPT_VARIABLES = [
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_AUTHOR_NAME',
  'GIT_AUTHOR_EMAIL',
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
  'GIT_TERMINAL_PROMPT',
  'GIT_OPTIONAL_LOCKS',
  'GIT_SSL_CAINFO',
];

/** Who commits where the user has no identity of their own. */
export const WINGMAN_IDENTITY = ['user.name=Wingman', 'user.email=wingman@localhost'];

/**
 * Opens Git in `dir`, which must exist. `identity` adds `-c` settings of a committer.
 *
 * simple-git waits 50 ms for a command that prints nothing, so what runs once an attempt is chosen to print.
 */
export function openGit(dir: string, identity: readonly string[] = []): Git {
  const create = (options: GitOptions): SimpleGit =>
    simpleGit({
      baseDir: dir,
      config: [...SAFE_CONFIG, ...identity],
      maxConcurrentProcesses: 4,
      timeout: { block: SILENCE_LIMIT_MS },
      allowEnvironment: KEPT_VARIABLES,
      // We set these ourselves, to their safe values.
      unsafe: {
        allowUnsafeHooksPath: true,
        allowUnsafeFsMonitor: true,
        allowUnsafeDiffExternal: true,
        allowUnsafeConfigPaths: true,
        allowUnsafeSubmodule: true,
        allowUnsafeProtocolOverride: true,
      },
      ...(options.input === undefined ? {} : { input: () => options.input }),
      ...(options.signal === undefined ? {} : { abort: options.signal }),
    }).env({ ...gitEnvironment(), GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' });
  const plain = create({});
  return {
    dir,
    async run(args, options = {}) {
      const git = Object.keys(options).length === 0 ? plain : create(options);
      try {
        return ok(await git.raw([...args]));
      } catch (error) {
        const message = error instanceof Error ? error.message.trim() : String(error);
        return err({ args, message: message === '' ? `git ${args[0] ?? ''} failed` : message });
      }
    },
  };
}

function gitEnvironment(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    const isForeign = name.startsWith('GIT_') && !KEPT_VARIABLES.includes(name);
    if (value !== undefined && !isForeign && !GUARDED.test(name)) env[name] = value;
  }
  return env;
}

/** What makes Git start a program; none is needed for what we do. */
const GUARDED = /^(EDITOR|VISUAL|PAGER|LESS|SSH_ASKPASS|OPENAI_|OLLAMA_|PREFIX$)/;
