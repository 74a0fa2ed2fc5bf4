import type { Clock } from '../domain/clock.ts';
import { err, ok } from '../domain/result.ts';
import { runProgram, type ProgramFault } from '../runner/run-program.ts';
import type { Runner } from '../runner/runner.ts';
import { createSemaphore } from '../runner/semaphore.ts';
import { openBranchMover } from './branch-mover.ts';
import type { Git } from './git.ts';
import type { Repo } from './repo.ts';
import { gitEnvironment, SAFE_CONFIG } from './git-settings.ts';
import { openObjectReader } from './object-reader.ts';
import { openObjectWriter } from './object-writer.ts';

/** A command that takes this long hangs: on a lock, on a network drive, on a question. */
const LIMIT_MS = 10 * 60_000;
/** Commands of one folder at once: more of them would only wait for the same disk. */
const AT_ONCE = 4;
const NEVER = new AbortController().signal;

/** The arguments of every Git: full ids in what it prints, and the safe settings. */
const gitArguments = (identity: readonly string[]): readonly string[] =>
  ['core.abbrev=40', ...SAFE_CONFIG, ...identity].flatMap((setting) => ['-c', setting]);

/**
 * Git in `dir`, started by the runner.
 * @param identity `-c` settings of a committer
 */
export function openGit(runner: Runner, dir: string, identity: readonly string[] = []): Git {
  const semaphore = createSemaphore(AT_ONCE);
  const env = gitEnvironment();
  const settings = gitArguments(identity);
  return {
    dir,
    async run(args, { input, signal = NEVER } = {}) {
      const release = await semaphore.acquire(signal);
      if (release === null) return err({ args, message: 'stopped' });
      try {
        const ran = await runProgram(runner, {
          argv: ['git', ...settings, ...args],
          cwd: dir,
          env,
          limitMs: LIMIT_MS,
          signal,
          ...(input === undefined ? {} : { input }),
        });
        return ran.ok
          ? ok(ran.value.stdout.toString('utf8'))
          : err({ args, message: describe(args, ran.error) });
      } finally {
        release();
      }
    },
  };
}

export interface RepoOptions {
  readonly runner: Runner;
  readonly clock: Clock;
  readonly dir: string;
  /** `-c` settings of a committer. */
  readonly identity: readonly string[];
  /** A folder of the engine's own, for what Git reads from a file. */
  readonly scratch: string;
}

/** The repo of a run, with its objects and branches. The caller closes it. */
export function openRepo({ runner, clock, dir, identity, scratch }: RepoOptions): Repo {
  const env = gitEnvironment();
  const git = openGit(runner, dir, identity);
  const command = ['git', ...gitArguments(identity)] as const;
  const objects = openObjectReader(runner, {
    argv: [...command, 'cat-file', '--batch-command'],
    ...{ cwd: dir, env },
  });
  const writer = openObjectWriter({ ...{ runner, clock, git, env, scratch }, command: [...command] });
  const branches = openBranchMover({ ...{ runner, clock, git, env }, command: [...command] });
  return {
    ...git,
    ...{ objects, writer, branches },
    close() {
      objects.close();
      writer.close();
      branches.close();
    },
  };
}

/** Git's own words, or what became of it. */
function describe(args: readonly string[], { reason, output, detail }: ProgramFault): string {
  const said = Buffer.concat([output.stderr, output.stdout]).toString('utf8').trim();
  if (reason === 'aborted') return 'stopped';
  if (reason === 'not-started') return `git could not be started: ${detail}`;
  if (reason === 'timeout') return `git ${args[0] ?? ''} took longer than ${LIMIT_MS / 60_000} minutes`;
  return said === '' ? `git ${args[0] ?? ''} failed` : said;
}
