import { execa } from 'execa';
import type { Clock } from '../domain/clock.ts';
import { findLeftovers, killQuietly, startTicks } from './leftovers.ts';
import type { Reaper } from './reaper.ts';

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
  readonly reaper: Reaper;
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
/** For reading what is left in the pipes after the leader's exit. */
const DRAIN_MS = 1_000;
/** The name of the variable that marks every process of a group, children that leave the group included. */
export const GROUP_MARK = 'WINGMAN_GROUP';

/** Runs a program as the leader of its own process group and ends the whole group with it, whatever it left behind. */
export async function runGroup(options: GroupOptions): Promise<GroupResult> {
  const { clock, signal, reaper } = options;
  const startedAt = clock.now();
  const since = (): number => clock.now() - startedAt;
  if (signal.aborted) return { ended: 'aborted', exitCode: null, durationMs: 0, leftBehind: [], error: null };
  const child = execa(options.file, [...options.args], {
    cwd: options.cwd,
    env: { ...options.env },
    extendEnv: false,
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    stripFinalNewline: false,
    encoding: 'buffer',
    stdio: ['ignore', 'pipe', 'pipe', ...(options.script === null ? [] : [Buffer.from(options.script)])],
  });
  const group = child.pid;
  if (group === undefined) {
    // Nothing runs, and no event need tell of it (E2BIG has none): what went wrong is in the result alone.
    const error = (await child).shortMessage ?? 'could not be started';
    return { ended: 'not-started', exitCode: null, durationMs: since(), leftBehind: [], error };
  }
  const leaderStart = startTicks(group);
  reaper.watch(group);
  child.stdout.on('data', options.onOutput);
  child.stderr.on('data', options.onOutput);

  let reason: 'exit' | 'timeout' | 'aborted' = 'exit';
  const timers: (() => void)[] = [];
  const end = (why: 'timeout' | 'aborted'): void => {
    if (reason !== 'exit') return;
    reason = why;
    killQuietly(-group, 'SIGTERM');
    timers.push(clock.after(GRACE_MS, () => killQuietly(-group, 'SIGKILL')));
  };
  const onAbort = (): void => end('aborted');
  timers.push(clock.after(options.limitMs, () => end('timeout')));
  signal.addEventListener('abort', onAbort, { once: true });

  // The leader's exit ends the group: a child that still holds the pipe open must not keep us waiting.
  const exited = new Promise<void>((resolve) => {
    child.nodeChildProcess.on('exit', () => resolve());
    child.nodeChildProcess.on('error', () => resolve());
  });
  await exited;
  const leftBehind = endLeftovers(group, options.env[GROUP_MARK], leaderStart, reason !== 'exit');
  // What has shed our marks and left the group may hold the output open for ever: it is not waited for.
  timers.push(
    clock.after(DRAIN_MS, () => {
      child.stdout.destroy();
      child.stderr.destroy();
    }),
  );
  const result = await child;
  for (const cancel of timers) cancel();
  signal.removeEventListener('abort', onAbort);
  reaper.forget(group);
  const exitCode =
    result.exitCode ?? (result.signal === undefined ? null : 128 + signalNumber(result.signal));
  return { ended: reason, exitCode, durationMs: since(), leftBehind, error: null };
}

/** Kills what is left of the group and what left it; says what that was, unless it was all being killed anyway. */
function endLeftovers(
  group: number,
  mark: string | undefined,
  since: number,
  wasKilled: boolean,
): readonly string[] {
  const left = findLeftovers(group, mark === undefined ? null : `${GROUP_MARK}=${mark}`, since);
  killQuietly(-group, 'SIGKILL');
  for (const { pid } of left) killQuietly(pid, 'SIGKILL');
  return wasKilled ? [] : left.map(({ command }) => command).filter((command) => command !== '');
}

function signalNumber(name: string): number {
  const known: Record<string, number> = {
    SIGHUP: 1,
    SIGINT: 2,
    SIGQUIT: 3,
    SIGABRT: 6,
    SIGKILL: 9,
    SIGSEGV: 11,
    SIGPIPE: 13,
    SIGTERM: 15,
  };
  return known[name] ?? 0;
}
