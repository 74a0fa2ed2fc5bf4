import { simpleGit, type outputHandler, type SimpleGit } from 'simple-git';
import { err, ok, type Result } from '../domain/result.ts';
import { createPlaces } from '../runner/semaphore.ts';
import { readObjects } from './objects.ts';

/** Git in one folder, safe against a hostile tree: no hooks, no helpers of the tree's choosing, no questions. */
export interface Git {
  readonly dir: string;
  /** Stdout of one command; an error is Git's own words. */
  run(args: readonly string[], options?: GitOptions): Promise<Result<string, GitError>>;
  /** The bytes of objects (`<commit>:<path>`) in one command; null for one that is not there or is no file. */
  read(names: readonly string[]): Promise<Result<readonly (Buffer | null)[], GitError>>;
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

/** Commands of one folder at once: each forks a process that is as large as this one. */
const AT_ONCE = 4;
const NEVER = new AbortController().signal;

/** A command that is silent for this long hangs: on a lock, on a network drive, on a question. */
const SILENCE_LIMIT_MS = 120_000;

const SAFE_CONFIG = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  // A replaced object would be checked here and not be in any clone.
  'core.useReplaceRefs=false',
  'safe.bareRepository=explicit',
  'diff.external=',
  'submodule.recurse=false',
  'commit.gpgSign=false',
  'merge.verifySignatures=false',
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
 * simple-git gives a command that printed nothing 50 ms more, for output that may be late. When stdout has ended there
 * is none to come, which an empty chunk tells it.
 */
const tellEnd: outputHandler = (_command, stdout) => {
  stdout.once('end', () => stdout.emit('data', Buffer.alloc(0)));
};

/** Opens Git in `dir`, which must exist. `identity` adds `-c` settings of a committer. */
export function openGit(dir: string, identity: readonly string[] = []): Git {
  const places = createPlaces(AT_ONCE);
  const create = (options: GitOptions): SimpleGit =>
    simpleGit({
      baseDir: dir,
      config: [...SAFE_CONFIG, ...identity],
      timeout: { block: SILENCE_LIMIT_MS },
      // Left to itself, simple-git takes a command that fails without a word on stderr for one that went well.
      errors: (error, { exitCode, stdOut, stdErr }) =>
        error ?? (exitCode === 0 ? undefined : Buffer.concat([...stdErr, ...stdOut])),
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
    })
      .env({ ...gitEnvironment(), GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' })
      .outputHandler(tellEnd);
  /** An instance runs its commands one by one, and one that fails fails all behind it: so each has its own. */
  const perform = async <T>(
    args: readonly string[],
    options: GitOptions,
    task: (git: SimpleGit) => PromiseLike<T>,
  ): Promise<Result<T, GitError>> => {
    const leave = await places.enter(options.signal ?? NEVER);
    if (leave === null) return err({ args, message: 'stopped' });
    try {
      return ok(await task(create(options)));
    } catch (error) {
      const message = error instanceof Error ? error.message.trim() : String(error);
      return err({ args, message: message === '' ? `git ${args[0] ?? ''} failed` : message });
    } finally {
      leave();
    }
  };
  return {
    dir,
    run: (args, options = {}) => perform(args, options, (git) => git.raw([...args])),
    async read(names) {
      if (names.length === 0) return ok([]);
      const input = `${names.join('\n')}\n`;
      const batch = ['--batch'];
      const found = await perform(
        ['cat-file', ...batch],
        { input },
        (git) => git.binaryCatFile(batch) as PromiseLike<Buffer>,
      );
      return found.ok ? ok(readObjects(found.value, names.length)) : found;
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
