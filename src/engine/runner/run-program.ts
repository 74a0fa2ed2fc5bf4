import { systemClock } from '../domain/clock.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { Runner } from './runner.ts';

/** A program that is run to its end for what it prints. */
export interface ProgramOptions {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Given to it on stdin. */
  readonly input?: string | Buffer;
  /** Real time until it is killed, in milliseconds. */
  readonly limitMs: number;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

export interface ProgramOutput {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

export interface ProgramFault {
  readonly reason: 'not-started' | 'status' | 'signal' | 'timeout' | 'aborted';
  /** The exit status; null where there is none. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: ProgramOutput;
  /** Why it did not start; empty otherwise. */
  readonly detail: string;
}

/** Runs a program and gathers its output; anything but exit status 0 is a fault. */
export function runProgram(
  runner: Runner,
  options: ProgramOptions,
): Promise<Result<ProgramOutput, ProgramFault>> {
  const { signal } = options;
  // Not `AbortSignal.timeout` and `AbortSignal.any`: each would be kept, for the whole limit and by the long-lived signal.
  let ended: 'timeout' | 'aborted' | null = null;
  return new Promise((resolve) => {
    const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    const output = (): ProgramOutput => ({
      stdout: Buffer.concat(chunks.stdout),
      stderr: Buffer.concat(chunks.stderr),
    });
    const running = runner.start(
      {
        argv: options.argv,
        cwd: options.cwd,
        env: options.env,
        stdin: options.input === undefined ? 'none' : 'open',
        script: null,
        mark: null,
        sandbox: 'group',
      },
      {
        onOutput: (stream, bytes) => void chunks[stream].push(bytes),
        onExit(exit) {
          cancelLimit();
          signal?.removeEventListener('abort', onAbort);
          if (exit.code === 0) return resolve(ok(output()));
          const reason =
            ended ?? (exit.error !== null ? 'not-started' : exit.signal !== null ? 'signal' : 'status');
          const { code, signal: by } = exit;
          resolve(err({ reason, code, signal: by, output: output(), detail: exit.error ?? '' }));
        },
      },
    );
    const end = (why: 'timeout' | 'aborted'): void => {
      ended ??= why;
      running.signal('SIGKILL');
    };
    const onAbort = (): void => end('aborted');
    const cancelLimit = systemClock.after(options.limitMs, () => end('timeout'));
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    if (options.input !== undefined) {
      running.write(options.input);
      running.closeInput();
    }
  });
}
