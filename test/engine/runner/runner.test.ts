import { spawn, spawnSync } from 'node:child_process';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLineProcess } from '../../../src/engine/runner/line-process.ts';
import type { ProcessExit, StartRequest } from '../../../src/engine/runner/protocol.ts';
import { runProgram } from '../../../src/engine/runner/run-program.ts';
import { openRunner, type Runner, type RunningProcess } from '../../../src/engine/runner/runner.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { errorOf, valueOf } from '../../support/rig.ts';
import { tempFolder } from '../../support/temp.ts';

const PATH = process.env['PATH'] ?? '';
const LIMIT_MS = 50_000;

function runner(onLost?: () => void): Runner {
  const opened = openRunner(onLost);
  onTestFinished(() => opened.close());
  return opened;
}

const bash = (text: string, more: Partial<StartRequest> = {}): StartRequest => ({
  // Bash takes a socket on stdin for a remote shell, and would read the user's settings.
  argv: ['bash', '--norc', '-c', text],
  cwd: '/',
  env: { PATH },
  stdin: 'none',
  script: null,
  mark: null,
  sandbox: 'group',
  ...more,
});

interface Started {
  readonly process: RunningProcess;
  readonly exit: Promise<ProcessExit>;
  readonly text: () => string;
  /** Resolves when so much has been printed that the text holds this. */
  readonly printed: (part: string) => Promise<void>;
}

function start(on: Runner, request: StartRequest): Started {
  let text = '';
  let hear: () => void = () => undefined;
  let tellExit: (exit: ProcessExit) => void = () => undefined;
  const exit = new Promise<ProcessExit>((resolve) => (tellExit = resolve));
  const process = on.start(request, {
    onOutput: (_, bytes) => {
      text += bytes.toString('utf8');
      hear();
    },
    onExit: (ended) => tellExit(ended),
  });
  const printed = (part: string): Promise<void> =>
    new Promise((resolve) => {
      hear = () => {
        if (text.includes(part)) resolve();
      };
      hear();
    });
  return { process, exit, text: () => text, printed };
}

/** Whether a process is there and not only waiting to be reaped. */
async function isAlive(pid: string): Promise<boolean> {
  const ran = await runProgram(runner(), {
    argv: ['bash', '-c', `[[ "$(ps -o stat= -p ${pid})" == [!Z]* ]]`],
    cwd: '/',
    env: { PATH },
    limitMs: LIMIT_MS,
  });
  return ran.ok;
}

describe('the runner', () => {
  it('reports output in order and the status that wait gave', async () => {
    const { exit, text } = start(runner(), bash('echo one; echo two; exit 7'));
    expect(await exit).toEqual({ code: 7, signal: null, leftBehind: [], error: null });
    expect(text()).toBe('one\ntwo\n');
  });

  it('says which signal ended a process', async () => {
    expect(await start(runner(), bash('kill -KILL $$')).exit).toMatchObject({
      code: null,
      signal: 'SIGKILL',
    });
  });

  it('says why a program does not start, and goes on', async () => {
    const on = runner();
    const missing = await start(on, bash('', { argv: ['/no/such/program'] })).exit;
    expect(missing).toMatchObject({ code: null, signal: null });
    expect(missing.error).toContain('ENOENT');
    const tooMuch = await start(on, bash('', { env: { PATH, X: 'x'.repeat(4_000_000) } })).exit;
    expect(tooMuch.error).toContain('E2BIG');
    expect(await start(on, bash('exit 0')).exit).toMatchObject({ code: 0 });
  });

  it('gives a process nothing of its own environment or of the engine', async () => {
    process.env['OPENAI_API_KEY'] = 'sk-test-of-the-engine';
    onTestFinished(() => void delete process.env['OPENAI_API_KEY']);
    const on = runner();
    const { exit, text } = start(on, bash('env; tr "\\0" "\\n" </proc/$PPID/environ'));
    await exit;
    expect(text()).toContain('PATH=');
    expect(text()).not.toContain('sk-test-of-the-engine');
  });

  it('passes input on, and a script on descriptor 3 that stands in no command line', async () => {
    const on = runner();
    const request = bash('cat; read -r line <&3; echo "$line"', { stdin: 'open', script: 'from three\n' });
    const { process, exit, text } = start(on, request);
    process.write('from stdin\n');
    process.closeInput();
    await exit;
    expect(text()).toBe('from stdin\nfrom three\n');
  });

  it('loses nothing of a large output that the engine reads slowly', async () => {
    const { exit, text } = start(runner(), bash('head -c 20000000 /dev/zero | tr "\\0" x'));
    expect(await exit).toMatchObject({ code: 0 });
    expect(text().length).toBe(20_000_000);
  });

  it('ends what a process left in its group or marked elsewhere, and names it', async () => {
    const mark = 'WINGMAN_TEST=left-behind';
    const env = { PATH, WINGMAN_TEST: 'left-behind' };
    const daemon = `setsid bash -c 'echo $$; exec sleep 1002 >/dev/null 2>&1'`;
    // Each is named by its own program, once it is that and no shell any more.
    const text = `sleep 1001 >/dev/null 2>&1 & read -r pid < <(${daemon})
      for one in $! $pid; do until grep -q '^sleep' /proc/$one/cmdline; do :; done; done`;
    const { exit } = start(runner(), bash(text, { env, mark }));
    expect([...(await exit).leftBehind].sort()).toEqual(['sleep 1001', 'sleep 1002']);
  });

  it('does not wait for what holds the output open after the leader has ended', async () => {
    // Neither its group nor its mark tells whose it is, so it lives until the test ends it.
    const daemon = `env -i setsid sh -c 'echo $$; exec tail -f /dev/null >&4'`;
    const { exit, text } = start(runner(), bash(`exec 4>&1; read -r pid < <(${daemon}); echo "$pid"`));
    onTestFinished(() => void (/^\d+\n/.test(text()) && process.kill(Number(text()), 'SIGKILL')));
    expect(await exit).toMatchObject({ code: 0, leftBehind: [] });
    expect(await isAlive(text().trim())).toBe(true);
  });

  it('sends signals to the whole group', async () => {
    const { process, exit, printed } = start(runner(), bash('sleep 1003 & echo ready; wait'));
    await printed('ready');
    process.signal('SIGTERM');
    expect(await exit).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  it('ends what it started when the engine is killed: Git and the like may tidy up, the deaf are killed', async () => {
    const folder = tempFolder();
    const held = join(folder, 'held');
    spawnSync('mkfifo', [held]);
    // Each holds the pipe open for as long as it lives.
    const child = (onTerm: string): string =>
      `exec 9>${held}; trap '${onTerm}' TERM; echo ready >&9; sleep 1007 & wait`;
    const program = join(import.meta.dirname, '../../support/runner-program.ts');
    const children = [child(`echo tidied >${folder}/tidied; exit 0`), child('')];
    const engine = spawn(process.execPath, [program, ...children], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const lines = createInterface({ input: createReadStream(held) })[Symbol.asyncIterator]();
    expect([(await lines.next()).value, (await lines.next()).value]).toEqual(['ready', 'ready']);
    engine.kill('SIGKILL');
    expect(await lines.next()).toMatchObject({ done: true });
    expect(readFileSync(join(folder, 'tidied'), 'utf8')).toBe('tidied\n');
  });

  it('reports everything as lost when it is killed itself, and starts nothing more', async () => {
    let losses = 0;
    const on = runner(() => (losses += 1));
    const { exit, printed } = start(on, bash('echo ready $PPID; sleep 1004'));
    await printed('ready');
    const other = start(on, bash('kill -KILL $PPID; sleep 1004'));
    expect((await exit).error).toContain('the runner ended (SIGKILL)');
    expect((await other.exit).error).toContain('the runner ended');
    expect((await start(on, bash('exit 0')).exit).error).toContain('the runner ended');
    expect(losses).toBe(1);
  });
});

describe('a program run to its end', () => {
  it('gives its output, stdout apart from stderr', async () => {
    const ran = await runProgram(runner(), {
      argv: ['sh', '-c', 'cat; echo err >&2'],
      cwd: '/',
      env: { PATH },
      input: 'given',
      limitMs: LIMIT_MS,
    });
    expect(valueOf(ran).stdout.toString()).toBe('given');
    expect(valueOf(ran).stderr.toString()).toBe('err\n');
  });

  it.each([
    ['exit 3', { reason: 'status', code: 3 }],
    ['kill -TERM $$', { reason: 'signal', signal: 'SIGTERM' }],
  ])('fails on %s', async (text, fault) => {
    const options = { argv: ['sh', '-c', text], cwd: '/', env: { PATH }, limitMs: LIMIT_MS } as const;
    expect(errorOf(await runProgram(runner(), options))).toMatchObject(fault);
  });

  it('is killed when its signal aborts', async () => {
    const abort = new AbortController();
    const ran = runProgram(runner(), {
      argv: ['sleep', '1005'],
      cwd: '/',
      env: { PATH },
      limitMs: LIMIT_MS,
      signal: abort.signal,
    });
    abort.abort();
    expect(errorOf(await ran)).toMatchObject({ reason: 'aborted' });
  });
});

describe('a helper that answers line by line', () => {
  const open = (text: string, { maxQuestions = 100, idleMs = 60_000, clock = fakeClock() } = {}) => {
    const helper = openLineProcess(runner(), {
      argv: ['bash', '--norc', '-c', text],
      cwd: '/',
      env: { PATH },
      limitMs: 1_000,
      clock,
      maxQuestions,
      idleMs,
    });
    onTestFinished(() => helper.close());
    return helper;
  };

  it('answers each question in turn, from one process', async () => {
    const helper = open('while read -r line; do echo "$$ $line"; done');
    const answers = await Promise.all(['a', 'b', 'c'].map((line) => helper.ask(line)));
    const texts = answers.map((answer) => valueOf(answer).split(' '));
    expect(texts.map(([, line]) => line)).toEqual(['a', 'b', 'c']);
    expect(new Set(texts.map(([pid]) => pid)).size).toBe(1);
  });

  it('is started anew after so many questions', async () => {
    const helper = open('while read -r line; do echo "$$"; done', { maxQuestions: 2 });
    const pids = [];
    for (let n = 0; n < 4; n += 1) pids.push(valueOf(await helper.ask('x')));
    expect(pids[0]).toBe(pids[1]);
    expect(pids[2]).toBe(pids[3]);
    expect(pids[0]).not.toBe(pids[2]);
  });

  it('ends when nobody asks for a while, and starts with the next question', async () => {
    const clock = fakeClock();
    const helper = open('while read -r line; do echo "$$"; done', { idleMs: 100, clock });
    const first = valueOf(await helper.ask('x'));
    clock.advance(99);
    expect(valueOf(await helper.ask('x'))).toBe(first);
    clock.advance(100);
    expect(valueOf(await helper.ask('x'))).not.toBe(first);
  });

  it('fails the question that it dies of, and answers the next one', async () => {
    const helper = open('while read -r line; do [ "$line" = die ] && kill -SEGV $$; echo "$line"; done');
    expect(valueOf(await helper.ask('one'))).toBe('one');
    expect(errorOf(await helper.ask('die'))).toMatchObject({ reason: 'ended', signal: 'SIGSEGV' });
    expect(valueOf(await helper.ask('two'))).toBe('two');
  });

  it('fails a question that takes too long, and answers the next one', async () => {
    const clock = fakeClock();
    const text = 'while read -r line; do [ "$line" = hang ] && sleep 1006; echo "$line"; done';
    const helper = open(text, { clock });
    const hung = helper.ask('hang');
    clock.advance(1_000);
    expect(errorOf(await hung)).toMatchObject({ reason: 'timeout' });
    expect(valueOf(await helper.ask('two'))).toBe('two');
  });
});
