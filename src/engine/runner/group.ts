import { constants } from 'node:os';
import type { Clock } from '../domain/clock.ts';
import type { Runner } from './runner.ts';

/** One process group: what runs, where, for how long at most, and who hears it. */
export interface GroupOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Given to the child on descriptor 3; null opens none. */
  readonly script: string | null;
  readonly limitMs: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly runner: Runner;
  readonly onOutput: (bytes: Buffer) => void;
}

export interface GroupResult {
  readonly ended: 'exit' | 'timeout' | 'aborted' | 'not-started';
  /** 128 + the signal's number for a process that a signal ended; null when it did not start. */
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** Command lines of what the group left running; ended by now. */
  readonly leftBehind: readonly string[];
  /** Why it did not start. */
  readonly error: string | null;
}

const GRACE_MS = 2_000;
/** The name of the variable that marks every process of a group, children that leave the group included. */
export const GROUP_MARK = 'WINGMAN_GROUP';

/** Runs a program as the leader of its own process group and ends the whole group with it, whatever it left behind. */
export function runGroup(options: GroupOptions): Promise<GroupResult> {
  const { clock, signal, runner } = options;
  const startedAt = clock.now();
  if (signal.aborted)
    return Promise.resolve({ ended: 'aborted', exitCode: null, durationMs: 0, leftBehind: [], error: null });
  const mark = options.env[GROUP_MARK];
  let reason: 'exit' | 'timeout' | 'aborted' = 'exit';
  return new Promise((resolve) => {
    const timers: (() => void)[] = [];
    const running = runner.start(
      {
        argv: [options.file, ...options.args],
        cwd: options.cwd,
        env: options.env,
        stdin: 'none',
        script: options.script,
        mark: mark === undefined ? null : `${GROUP_MARK}=${mark}`,
        sandbox: 'group',
      },
      {
        onOutput: (_, bytes) => options.onOutput(bytes),
        onExit(exit) {
          for (const cancel of timers) cancel();
          signal.removeEventListener('abort', onAbort);
          resolve({
            ended: exit.error === null ? reason : 'not-started',
            exitCode: statusOf(exit.code, exit.signal),
            durationMs: clock.now() - startedAt,
            // What was ended on purpose was all being killed anyway.
            leftBehind: reason === 'exit' ? exit.leftBehind : [],
            error: exit.error,
          });
        },
      },
    );
    const end = (why: 'timeout' | 'aborted'): void => {
      if (reason !== 'exit') return;
      reason = why;
      running.signal('SIGTERM');
      timers.push(clock.after(GRACE_MS, () => running.signal('SIGKILL')));
    };
    const onAbort = (): void => end('aborted');
    timers.push(clock.after(options.limitMs, () => end('timeout')));
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** As a shell says it: 128 + the signal's number for a process that a signal ended. */
function statusOf(code: number | null, signal: NodeJS.Signals | null): number | null {
  return code ?? (signal === null ? null : 128 + constants.signals[signal]);
}
