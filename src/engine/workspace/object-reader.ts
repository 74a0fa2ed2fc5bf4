import { err, ok, type Result } from '../domain/result.ts';
import type { Runner, RunningProcess } from '../runner/runner.ts';
import type { GitError } from './git.ts';
import type { ObjectReader } from './repo.ts';
import { readTree } from './tree-entry.ts';

export interface ReaderOptions {
  /** `git cat-file --batch-command` */
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** One question, and the answer as it comes: a header line, and for contents the bytes behind it. */
interface Question {
  readonly command: 'contents' | 'info';
  readonly name: string;
  readonly settle: (answer: Result<Answer | null, GitError>) => void;
}

interface Answer {
  readonly id: string;
  readonly type: string;
  readonly bytes: Buffer;
}

const LINE_END = 0x0a;

/** Opens the process at the first question and keeps it; one that ends is started again with the next question. */
export function openObjectReader(runner: Runner, options: ReaderOptions): ObjectReader & { close(): void } {
  let open: Question[] = [];
  let running: RunningProcess | null = null;
  let received: Buffer = Buffer.alloc(0);
  let chunks: Buffer[] = [];
  let size = 0;
  let wanted = 0;

  const fail = (message: string): void => {
    const failed = open;
    open = [];
    for (const { name, settle } of failed) settle(err({ args: ['cat-file', name], message }));
  };
  /** Settles every question whose whole answer is there. */
  const read = (): void => {
    // A large file comes in many chunks: they are joined once, when all of it is there.
    if (size < wanted) return;
    received = Buffer.concat(chunks);
    for (;;) {
      const question = open[0];
      if (question === undefined) break;
      const lineEnd = received.indexOf(LINE_END);
      if (lineEnd < 0) break;
      const header = received.toString('utf8', 0, lineEnd);
      const [, id = '', type = '', length = '0'] = /^(\S+) (\w+) (\d+)$/.exec(header) ?? [];
      const hasBytes = id !== '' && question.command === 'contents';
      const end = lineEnd + 1 + (hasBytes ? Number(length) + 1 : 0);
      wanted = end;
      if (received.length < end) break;
      const bytes = hasBytes ? Buffer.from(received.subarray(lineEnd + 1, end - 1)) : Buffer.alloc(0);
      received = received.subarray(end);
      wanted = 0;
      open.shift();
      question.settle(ok(id === '' ? null : { id, type, bytes }));
    }
    chunks = [received];
    size = received.length;
  };
  const start = (): RunningProcess => {
    chunks = [];
    [size, wanted] = [0, 0];
    const own: RunningProcess = runner.start(
      { ...options, stdin: 'open', script: null, mark: null, sandbox: 'group' },
      {
        onOutput(stream, bytes) {
          if (running !== own || stream !== 'stdout') return;
          chunks.push(bytes);
          size += bytes.length;
          read();
        },
        onExit({ error, code }) {
          if (running !== own) return;
          running = null;
          fail(error ?? `git cat-file ended with status ${code ?? 'none'}`);
        },
      },
    );
    return own;
  };
  const ask = (command: Question['command'], name: string): Promise<Result<Answer | null, GitError>> =>
    new Promise((settle) => {
      // A question is one line: no object has a name with a line end in it that we could ask for.
      if (name.includes('\n')) return settle(ok(null));
      running ??= start();
      open.push({ command, name, settle });
      running.write(`${command} ${name}\n`);
    });
  const askAll = async <T>(
    command: Question['command'],
    names: readonly string[],
    take: (answer: Answer | null) => T,
  ): Promise<Result<readonly T[], GitError>> => {
    const answers = await Promise.all(names.map((name) => ask(command, name)));
    const taken: T[] = [];
    for (const answer of answers) {
      if (!answer.ok) return answer;
      taken.push(take(answer.value));
    }
    return ok(taken);
  };
  return {
    read: (names, wanted = 'blob') =>
      askAll('contents', names, (answer) => (answer?.type === wanted ? answer.bytes : null)),
    trees: (names) =>
      askAll('contents', names, (answer) =>
        answer?.type === 'tree' ? readTree(answer.bytes, answer.id.length / 2) : null,
      ),
    resolve: (names) => askAll('info', names, (answer) => answer?.id ?? null),
    close() {
      running?.closeInput();
      running = null;
      fail('closed');
    },
  };
}
