import type { Clock } from '../domain/clock.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { Runner, RunningProcess } from './runner.ts';

/** A helper program that answers each question with one line, kept open from one question to the next. */
export interface LineProcess {
  /** Its answer to a line, or to as many as the helper takes for one question; without the last line end. */
  ask(line: string): Promise<Result<string, LineFault>>;
  /** Ends it; a later question starts it again. */
  close(): void;
}

export interface LineFault {
  readonly reason: 'not-started' | 'ended' | 'timeout';
  /** The signal that ended it; null for any other end. */
  readonly signal: NodeJS.Signals | null;
  readonly detail: string;
}

export interface LineProcessOptions {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** How long one answer may take, in milliseconds. */
  readonly limitMs: number;
  readonly clock: Clock;
  /** Questions after which it is started anew, so that it cannot grow without end. */
  readonly maxQuestions: number;
  /** How many lines an answer has; 1 unless told. */
  readonly answerLines?: number;
  /** How long it is kept after its last answer, in milliseconds. */
  readonly idleMs: number;
}

/** Of a complaint, so many characters are kept: its end. */
const LONGEST_COMPLAINT = 2_000;

interface Question {
  readonly line: string;
  readonly settle: (answer: Result<string, LineFault>) => void;
}

/** Starts the program at the first question. It is asked one question at a time, in the order of asking. */
export function openLineProcess(runner: Runner, options: LineProcessOptions): LineProcess {
  const waiting: Question[] = [];
  let current: Question | null = null;
  let running: RunningProcess | null = null;
  let asked = 0;
  /** Of the answer that is waited for, or of the time that nobody asks. */
  let cancelLimit = (): void => undefined;
  let received: Buffer[] = [];
  /** What it has said on stderr since it was asked. */
  let complaint = '';
  const { answerLines = 1 } = options;

  const answer = (result: Result<string, LineFault>): void => {
    const question = current;
    current = null;
    question?.settle(result);
    next();
  };
  const stop = (): void => {
    running?.signal('SIGKILL');
    running = null;
    received = [];
    asked = 0;
  };
  const start = (): RunningProcess => {
    const own: RunningProcess = runner.start(
      {
        argv: options.argv,
        cwd: options.cwd,
        env: options.env,
        stdin: 'open',
        script: null,
        mark: null,
        sandbox: 'group',
      },
      {
        onOutput(stream, bytes) {
          if (running !== own) return;
          if (stream === 'stderr') {
            complaint = (complaint + bytes.toString('utf8')).slice(-LONGEST_COMPLAINT);
            return;
          }
          received.push(bytes);
          if (!bytes.includes(0x0a)) return;
          const lines = Buffer.concat(received).toString('utf8').split('\n');
          if (lines.length <= answerLines) return;
          received = [];
          answer(ok(lines.slice(0, answerLines).join('\n')));
        },
        onExit(exit) {
          if (running !== own) return;
          running = null;
          received = [];
          const reason = exit.error === null ? 'ended' : 'not-started';
          const said = complaint.trim() === '' ? `status ${exit.code ?? 'none'}` : complaint.trim();
          const detail = exit.error ?? said;
          if (current === null) cancelLimit();
          else answer(err({ reason, signal: exit.signal, detail }));
        },
      },
    );
    return own;
  };
  const next = (): void => {
    if (current !== null) return;
    cancelLimit();
    current = waiting.shift() ?? null;
    if (current === null) {
      cancelLimit = running === null ? () => undefined : options.clock.after(options.idleMs, stop);
      return;
    }
    if (asked >= options.maxQuestions) stop();
    running ??= start();
    asked += 1;
    cancelLimit = options.clock.after(options.limitMs, () => {
      stop();
      answer(err({ reason: 'timeout', signal: null, detail: `no answer in ${options.limitMs} ms` }));
    });
    complaint = '';
    running.write(`${current.line}\n`);
  };
  return {
    ask: (line) =>
      new Promise((settle) => {
        waiting.push({ line, settle });
        next();
      }),
    close() {
      cancelLimit();
      stop();
      const closed: Result<never, LineFault> = err({ reason: 'ended', signal: null, detail: 'closed' });
      // Before the one at hand, whose end would start a process for the next.
      for (const question of waiting.splice(0)) question.settle(closed);
      if (current !== null) answer(closed);
    },
  };
}
