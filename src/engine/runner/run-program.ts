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
  const limit = AbortSignal.timeout(options.limitMs);
  const signal = options.signal === undefined ? limit : AbortSignal.any([limit, options.signal]);
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
          signal.removeEventListener('abort', onAbort);
          if (exit.code === 0) return resolve(ok(output()));
          const reason = limit.aborted
            ? 'timeout'
            : signal.aborted
              ? 'aborted'
              : exit.error !== null
                ? 'not-started'
                : exit.signal !== null
                  ? 'signal'
                  : 'status';
          const { code, signal: by } = exit;
          resolve(err({ reason, code, signal: by, output: output(), detail: exit.error ?? '' }));
        },
      },
    );
    const onAbort = (): void => running.signal('SIGKILL');
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    if (options.input !== undefined) {
      running.write(options.input);
      running.closeInput();
    }
  });
}
