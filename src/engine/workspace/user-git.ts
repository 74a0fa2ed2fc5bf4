import { simpleGit } from 'simple-git';
import { err, ok } from '../domain/result.ts';
import type { Git } from './git.ts';
import { gitEnvironment, KEPT_VARIABLES, SAFE_CONFIG } from './git-settings.ts';

/** A command that is silent for this long hangs: on a lock, on a network drive, on a question. */
const SILENCE_LIMIT_MS = 120_000;

/**
 * Git for what a command asks of the user's repo now and then, through simple-git. A run, which asks much more, has its
 * runner start Git (`runner-git.ts`).
 * @param identity `-c` settings of a committer
 */
export function openUserGit(dir: string, identity: readonly string[] = []): Git {
  return {
    dir,
    async run(args, options = {}) {
      // An instance runs its commands one by one, and one that fails fails all behind it: so each command has its own.
      const git = simpleGit({
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
      }).env(gitEnvironment());
      try {
        return ok(await git.raw([...args]));
      } catch (error) {
        const message = error instanceof Error ? error.message.trim() : String(error);
        return err({ args, message: message === '' ? `git ${args[0] ?? ''} failed` : message });
      }
    },
  };
}
