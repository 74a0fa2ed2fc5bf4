import type { Clock } from '../domain/clock.ts';
import { openLineProcess, type LineProcess } from '../runner/line-process.ts';
import type { Runner } from '../runner/runner.ts';
import type { Git } from './git.ts';

/** What a Git is started with that stays open for many questions. */
export interface GitProcessOptions {
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

/** A Git that starts at the first question; one that ends is started again with the next. */
export function openGitProcess(
  { runner, clock, git, command, env }: GitProcessOptions,
  args: readonly string[],
  answerLines = 1,
): LineProcess {
  return openLineProcess(runner, {
    argv: [...command, ...args],
    cwd: git.dir,
    ...{ env, clock, answerLines, limitMs: LIMIT_MS, idleMs: IDLE_MS, maxQuestions: MAX_QUESTIONS },
  });
}
