import type { Clock } from '../domain/clock.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { openLineProcess } from '../runner/line-process.ts';
import type { Runner } from '../runner/runner.ts';
import type { Git, GitError } from './git.ts';

/** Moves branches without a process for each. */
export interface BranchMover {
  /** Moves a branch to a commit, but only from the very commit that it is expected on. */
  move(branch: string, to: string, from: string): Promise<Result<void, GitError>>;
}

export interface MoverOptions {
  readonly runner: Runner;
  readonly clock: Clock;
  readonly git: Git;
  /** The arguments of every Git, the program first. */
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

/** As for any Git: one that takes this long hangs. */
const LIMIT_MS = 10 * 60_000;
const IDLE_MS = 60_000;
const MAX_QUESTIONS = 10_000;
const STEPS = ['start', 'prepare', 'commit'];

/** Opens the process at the first move. Git ends with a transaction that fails, and starts again with the next move. */
export function openBranchMover(options: MoverOptions): BranchMover & { close(): void } {
  const { runner, clock, git, command, env } = options;
  const helper = openLineProcess(runner, {
    argv: [...command, 'update-ref', '--stdin'],
    cwd: git.dir,
    ...{ env, clock, limitMs: LIMIT_MS, idleMs: IDLE_MS, maxQuestions: MAX_QUESTIONS },
    answerLines: STEPS.length,
  });
  return {
    async move(branch, to, from) {
      const args = ['update-ref', `refs/heads/${branch}`];
      const update = `update refs/heads/${branch} ${to} ${from}`;
      const moved = await helper.ask(['start', update, 'prepare', 'commit'].join('\n'));
      if (!moved.ok) return err({ args, message: moved.error.detail });
      const isDone = moved.value === STEPS.map((step) => `${step}: ok`).join('\n');
      return isDone ? ok(undefined) : err({ args, message: moved.value });
    },
    close: () => helper.close(),
  };
}
