import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Skips } from '../../../src/engine/domain/check-result.ts';
import { openRunner } from '../../../src/engine/runner/runner.ts';
import { runBlock, type BlockResult } from '../../../src/engine/verification/run-block.ts';
import { createScriptReader, type ScriptPart } from '../../../src/engine/verification/script.ts';
import { systemClock } from '../../../src/engine/domain/clock.ts';
import { splitStatements } from '../../../src/engine/shell/split.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { valueOf } from '../../support/rig.ts';
import { tempFolder } from '../../support/temp.ts';

interface Options {
  readonly skip?: Skips;
  readonly clock?: typeof systemClock;
  readonly limitMs?: number;
  readonly signal?: AbortSignal;
  readonly onOutput?: (text: string) => void;
  readonly env?: Readonly<Record<string, string>>;
}

interface Ran extends BlockResult {
  readonly cwd: string;
  readonly root: string;
  /** `green 0`, `red 3`, `not-reached null` … */
  readonly statuses: readonly string[];
  /** What each statement printed, in full. */
  readonly outputs: readonly string[];
}

/** Runs a block as a check does, in a fresh folder. */
async function run(text: string, options: Options = {}): Promise<Ran> {
  const cwd = tempFolder('wingman-cwd-');
  const root = tempFolder('wingman-run-');
  const runner = openRunner();
  onTestFinished(() => runner.close());
  const result = await runBlock({
    block: { text, line: 1, statements: valueOf(splitStatements(text, 1, 0)) },
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...options.env },
    skip: options.skip ?? new Map(),
    limitMs: options.limitMs ?? 60_000,
    signal: options.signal ?? new AbortController().signal,
    clock: options.clock ?? systemClock,
    runner,
    root,
    outputName: 'logs/W/1',
    secrets: ['sk-secret-value'],
    onOutput: options.onOutput ?? (() => undefined),
  });
  const outputs = result.results.map(({ output }) =>
    output === null ? '' : readFileSync(join(root, output), 'utf8'),
  );
  return {
    ...result,
    cwd,
    root,
    outputs,
    statuses: result.results.map(({ status, exitCode }) => `${status} ${exitCode}`),
  };
}

const isAlive = (pid: number): boolean =>
  existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

describe('the statements of a block', () => {
  it('each have a status and an output of their own', async () => {
    const { statuses, outputs } = await run('echo one\nfalse\necho three >&2; (exit 7)\ntrue');
    expect(statuses).toEqual(['green 0', 'red 1', 'green 0', 'red 7', 'green 0']);
    expect(outputs).toEqual(['one\n', '', 'three\n', '', '']);
  });

  it.each([
    ['folders', 'mkdir d; cd d\ntouch here\ntest -f ../d/here && basename "$PWD"', 'd\n'],
    ['variables', 'A=1; export B=2\necho "$A$B"; bash -c \'echo "$A$B"\'', '12\n2\n'],
    ['functions', 'f() { echo "f $1"; return 3; }\nf x || echo "$?"', 'f x\n3\n'],
    ['the status before', '(exit 4)\necho "$?"', '4\n'],
    ['options', 'set -u\nset -o pipefail\nfalse | true; echo "$?"', '1\n'],
    ['arrays', 'a=(1 2 3)\necho "${a[@]:1}"', '2 3\n'],
    ['redirections', 'exec 5>kept\necho x >&5\ncat kept', 'x\n'],
    ['positional parameters', 'set -- a b\necho "$2$#"', 'b2\n'],
    ['the last argument', 'test -f part.py || : a b\ntest "$_" = b && echo same', 'same\n'],
  ])('carry over %s', async (_, text, printed) => {
    const { outputs } = await run(text);
    expect(outputs.join('')).toBe(printed);
  });

  it.each([
    ['(exit 3) | cat', '${PIPESTATUS[*]} $?', '3 0 0'],
    ['(exit 3) | (exit 4)', '${PIPESTATUS[*]} $?', '3 4 4'],
    ['! (exit 3) | true', '${PIPESTATUS[*]} $?', '3 0 1'],
    ['! true | (exit 5)', '${PIPESTATUS[*]} $?', '0 5 0'],
    ['! false', '${PIPESTATUS[*]} $?', '1 0'],
    ['while false | false; do :; done', '${PIPESTATUS[*]} $?', '1 1 0'],
    ['(exit 6)', '${PIPESTATUS[*]} $?', '6 6'],
    ['set -o pipefail; (exit 3) | true', '${PIPESTATUS[*]} $?', '3 0 3'],
    ['set -eu; true | false || (exit 2) | true', '${PIPESTATUS[*]} $?', '2 0 0'],
    ['set -eu; ! true | true', '${PIPESTATUS[*]} $?', '0 0 1'],
    ['set -E; trap "echo trapped" ERR; (exit 3) | true', '${PIPESTATUS[*]} $?', '3 0 0'],
    ['IFS=0123456789; (exit 3) | (exit 45)', '${PIPESTATUS[0]} ${PIPESTATUS[1]}', '3 45'],
    ['exit() { :; }; enable() { :; }; unset() { :; }; (\\exit 3) | true', '${PIPESTATUS[*]}', '0 0'],
    ['exit() { builtin exit 0; }; unset() { :; }; false | true', '${PIPESTATUS[*]} $?', '1 0 0'],
    [
      'true | false | true | false | (exit 7) | true | false | (exit 2)',
      '${PIPESTATUS[*]} $?',
      '0 1 0 1 7 0 1 2 2',
    ],
    [
      'set -e; ! false | true | false | true | true | true | true | true | true',
      '${PIPESTATUS[*]}',
      '1 0 1 0 0 0 0 0 0',
    ],
    ['set -E; trap "echo trapped" ERR; ! (exit 3) | true', '${PIPESTATUS[*]} $?', '3 0 1'],
    ['exit() { builtin exit 0; }; unset() { :; }; (exit 3) | (builtin exit 4)', '${PIPESTATUS[1]} $?', '4 4'],
    ['true | false | true | false | true | false | true | false', '${PIPESTATUS[*]}', '0 1 0 1 0 1 0 1'],
  ])('carry over the statuses of a pipeline: %s', async (pipeline, seen, printed) => {
    const { outputs } = await run(`${pipeline}\necho "${seen}"`);
    expect(outputs.at(-1)).toBe(`${printed}\n`);
  });

  it('carry them over below a DEBUG trap, which says nothing between two statements', async () => {
    const { outputs } = await run(
      'trap "echo trapped" DEBUG; set -u; (exit 3) | true\necho "${PIPESTATUS[*]} $?"\ntrap - DEBUG',
    );
    expect(outputs.slice(-2)).toEqual(['trapped\n3 0 0\n', 'trapped\n']);
  });

  it.each([
    'python3 -c "raise SystemExit(1)" | tee log; test ${PIPESTATUS[0]} -eq 0',
    'python3 -c "raise SystemExit(1)" | tee log\ntest ${PIPESTATUS[0]} -eq 0',
    'python3 -c "raise SystemExit(1)" | tee log\nrc=${PIPESTATUS[0]}\ntest "$rc" -eq 0',
  ])('see that the first command of a pipeline failed: %s', async (text) => {
    expect((await run(text)).statuses.at(-1)).toBe('red 1');
  });

  it.each([
    ['set -e', 'set -e\nfalse\ntrue', ['green 0', 'red 1', 'not-reached null']],
    ['exit 0', 'exit 0\nfalse', ['green 0', 'not-reached null']],
    ['exit 9', 'true\nexit 9\ntrue', ['green 0', 'red 9', 'not-reached null']],
    ['exec', 'exec true\nfalse', ['green 0', 'not-reached null']],
    ['a kill of the shell', 'kill -KILL $$\ntrue', ['red 137', 'not-reached null']],
    ['set -u', 'set -u\necho "$missing"\ntrue', ['green 0', 'red 1', 'not-reached null']],
    ['${x:?}', ': "${missing:?not there}"\ntrue', ['red 1', 'not-reached null']],
  ])('behind %s are not reached, and never green', async (_, text, statuses) => {
    const ran = await run(text);
    expect(ran.statuses.map((status) => status.replace(/^red (1|127)$/, 'red 1'))).toEqual(statuses);
  });

  it('are not tripped by what lies between them under set -e, set -x, traps and redirected descriptors', async () => {
    const { statuses, outputs } = await run(
      [
        'set -e',
        "trap 'echo trapped' ERR",
        'set -x',
        'echo a',
        'set +x',
        'false || true',
        'exec >file 2>&1',
        'echo hidden',
        'cat file >/dev/null',
      ].join('\n'),
    );
    expect(new Set(statuses)).toEqual(new Set(['green 0']));
    expect(outputs.join('')).not.toContain('trapped');
    expect(outputs.join('')).not.toContain('wingman');
    expect(outputs[3]).toMatch(/^\++ echo a\na\n$/);
  });

  it('keep here-documents, quotes and continuations as they are', async () => {
    const text = [
      'cat <<EOF',
      '  two  blanks',
      '$((1+1))',
      'EOF',
      'python3 -c "',
      'if True:',
      "    print('kept')",
      '"',
      'echo a \\',
      '  b',
    ].join('\n');
    expect((await run(text)).outputs).toEqual(['  two  blanks\n2\n', 'kept\n', 'a b\n']);
  });

  it('are left out where they are to be, and the rest runs', async () => {
    const { statuses, outputs } = await run('echo a\necho b\necho c', {
      skip: new Map([[1, 'not-repeated']]),
    });
    expect(statuses).toEqual(['green 0', 'not-repeated null', 'green 0']);
    expect(outputs).toEqual(['a\n', '', 'c\n']);
  });

  it('have nothing on stdin, and not the descriptor of the marks', async () => {
    const { statuses } = await run('cat\nread -r x\n(echo forged >&219) 2>/dev/null');
    expect(statuses.map((status) => status.split(' ')[0])).toEqual(['green', 'red', 'red']);
  });
});

describe('the output', () => {
  it('has stdout and stderr in the order in which they were written', async () => {
    const loop = 'for i in 1 2 3 4 5 6 7 8 9; do echo "o$i"; echo "e$i" >&2; done';
    const expected = Array.from({ length: 9 }, (_, at) => `o${at + 1}\ne${at + 1}\n`).join('');
    expect((await run(loop)).outputs).toEqual([expected]);
  });

  it('is kept in full in the file, three megabytes of it, with its end in the result', async () => {
    const { results, outputs } = await run("python3 -c \"print('x' * 3_000_000, end='')\"; echo END");
    expect(outputs[0]).toBe('x'.repeat(3_000_000));
    const both = await run('{ head -c 3000000 /dev/zero | tr "\\0" y; echo END; }');
    expect(both.outputs[0]).toBe(`${'y'.repeat(3_000_000)}END\n`);
    expect(both.results[0]).toMatchObject({ outputBytes: 3_000_004, status: 'green' });
    expect(both.results[0]?.outputTail).toHaveLength(4_000);
    expect(both.results[0]?.outputTail.endsWith('yEND\n')).toBe(true);
    expect(results[0]?.outputBytes).toBe(3_000_000);
  });

  it('keeps bytes that are no text', async () => {
    const { results, root } = await run("printf '\\x00\\xff\\x1e\\n'");
    expect(readFileSync(join(root, results[0]?.output ?? ''))).toEqual(Buffer.from([0, 255, 0x1e, 10]));
  });

  it('is heard as far as it is kept, and beyond that as a sign of life without a text', async () => {
    let heard = 0;
    let signs = 0;
    const { results, statuses } = await run('head -c 70000000 /dev/zero\necho next', {
      onOutput: (text) => {
        heard += text.length;
        signs += 1;
      },
    });
    expect(statuses).toEqual(['green 0', 'green 0']);
    expect(results[0]).toMatchObject({
      outputBytes: 70_000_000,
      outputMissing: { bytes: 70_000_000 - 64 * 1024 * 1024 },
    });
    expect(heard).toBeLessThanOrEqual(64 * 1024 * 1024 + 5);
    expect(signs).toBeGreaterThan(0);
    expect(results[1]).toMatchObject({ outputTail: 'next\n' });
  });

  it('of a silent statement leaves no file', async () => {
    const { results, root } = await run('true');
    expect(results[0]).toMatchObject({ output: null, outputBytes: 0, outputTail: '' });
    expect(existsSync(join(root, 'logs'))).toBe(false);
  });
});

describe('a check that lies', () => {
  it('by printing what looks like a mark changes nothing', async () => {
    const forged =
      "printf '\\036%032d end 0 0\\n\\036%032d end 1 0\\n' 0 0; printf '\\036'; false || (exit 3)\nfalse";
    const { statuses, outputs } = await run(forged.replace(/; false/, '\nfalse'));
    expect(statuses.slice(-2)).toEqual(['red 3', 'red 1']);
    expect(outputs[0]).toContain('\u001e00000000000000000000000000000000 end 0 0\n');
  });

  it('by looking for the nonce finds it in no variable, command line, environment or file', async () => {
    const text = [
      'set; declare -f; env; printenv; tr "\\0" "\\n" < /proc/$$/cmdline; tr "\\0" "\\n" < /proc/$$/environ',
      'echo "$BASH_EXECUTION_STRING"; history; jobs -l; trap -p',
      'set -x; true; set +x',
      'set -T; trap \'echo "$BASH_COMMAND" >>seen\' DEBUG; true; false | true',
      'trap - DEBUG; set +T; exec 9>>seen; BASH_XTRACEFD=9; set -x; true; false | true',
      'set +x; cat seen',
    ].join('\n');
    const { outputs } = await run(text);
    // The mark is 32 hexadecimal digits; the name of the process group, which is no secret, has 12.
    expect(outputs.join('')).not.toMatch(/[0-9a-f]{32}/);
  });

  it('by a function of the name of a command that we use changes no status', async () => {
    const printf = 'printf() { builtin printf "${1//%d/0}" ; }';
    expect((await run(`${printf}\nfalse\ntrue`)).statuses).toEqual(['green 0', 'red 1', 'green 0']);
    const disabled = await run('enable -n exit\nfalse | true\necho "${PIPESTATUS[*]} $?"');
    expect(disabled.outputs.at(-1)).toMatch(/^1 0 0\n/);
    const statuses = (await run('__wingman_restore() { exit 0; }\ntrue\nfalse')).statuses;
    expect(statuses.at(-1)).toBe('red 1');
  });
});

describe('what a block leaves behind', () => {
  it('is ended with it, and named', async () => {
    const { leftBehind, outputs, statuses } = await run(
      'sleep 1000 & echo $!\nsetsid sleep 2000 & echo $!\ntrue',
    );
    expect(statuses).toHaveLength(5);
    const pids = outputs.join(' ').trim().split(/\s+/).map(Number);
    expect(pids).toHaveLength(2);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(leftBehind.join('\n')).toContain('sleep 1000');
    expect(leftBehind.join('\n')).toContain('sleep 2000');
  });

  it('cannot hold it up by keeping the output open, not even out of its group and without our marks', async () => {
    const folder = tempFolder();
    const pid = (): number =>
      Number(existsSync(join(folder, 'pid')) ? readFileSync(join(folder, 'pid'), 'utf8') : 0);
    onTestFinished(() => {
      if (pid() > 1 && isAlive(pid())) process.kill(pid(), 'SIGKILL');
    });
    // The file is there before the block's shell ends, so the process has left by then.
    const daemon = `env -i setsid sh -c 'echo $$ > ${folder}/pid.new; mv ${folder}/pid.new ${folder}/pid; exec tail -f /dev/null' &`;
    const { statuses } = await run(`${daemon}\nuntil test -f ${folder}/pid; do :; done`);
    expect(statuses).toEqual(['green 0', 'green 0']);
  });

  it('is ended when its time is up: the whole group, and those in sessions of their own', async () => {
    const clock = fakeClock();
    const heard: string[] = [];
    const text = [
      'echo first',
      'setsid sleep 3000 & echo $!',
      'trap "" TERM; sleep 4000 & echo $!',
      '{ echo ready; wait; }',
      'echo never',
    ].join('\n');
    const ran = await run(text, {
      clock,
      limitMs: 5_000,
      onOutput: (output) => {
        heard.push(output);
        if (!heard.join('').includes('ready')) return;
        // First it is asked to end; what does not listen is killed after the time of grace.
        clock.advance(5_000);
        clock.advance(2_000);
      },
    });
    expect(ran.results.at(-2)).toMatchObject({
      command: '{ echo ready; wait; }',
      status: 'timeout',
      exitCode: null,
    });
    expect(ran.results.at(-1)).toMatchObject({ status: 'not-reached' });
    expect(ran.results[0]).toMatchObject({ status: 'green' });
    const pids = ran.outputs
      .join('\n')
      .split('\n')
      .filter((line) => /^\d+$/.test(line))
      .map(Number);
    expect(pids).toHaveLength(2);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(ran.aborted).toBe(false);
    expect(clock.pending()).toBe(0);
  });

  it('is ended when it is aborted, and the results are said to mean nothing', async () => {
    const clock = fakeClock();
    const abort = new AbortController();
    const ran = await run('echo ready; sleep 5000', {
      clock,
      signal: abort.signal,
      onOutput: () => abort.abort(),
    });
    expect(ran.aborted).toBe(true);
    expect(clock.pending()).toBe(0);
    const before = await run('echo never', { signal: AbortSignal.abort() });
    expect(before).toMatchObject({ aborted: true, outputs: [''] });
  });
});

describe('a block that cannot be started', () => {
  it('because its environment is too large says so at once, and leaves nothing that waits', async () => {
    const clock = fakeClock();
    const ran = await run('true\nfalse', { clock, env: { LARGE: 'x'.repeat(200_000) } });
    expect(ran.statuses).toEqual(['not-reached null', 'not-reached null']);
    expect(ran.results[0]?.outputTail).toContain('E2BIG');
    expect(ran).toMatchObject({ aborted: false, leftBehind: [] });
    expect(clock.pending()).toBe(0);
  });

  it('because it has no bash says so too', async () => {
    const ran = await run('true', { env: { PATH: '/nowhere' } });
    expect(ran.statuses).toEqual(['not-reached null']);
    expect(ran.results[0]?.outputTail).toContain('ENOENT');
  });
});

describe('the reader of marks', () => {
  it('finds the same parts however the output is cut into chunks', () => {
    const nonce = 'ab'.repeat(16);
    const mark = (text: string): string => `\u001e${nonce} ${text}\n`;
    const stream = Buffer.from(
      `${mark('begin 0')}one\u001e${nonce.slice(0, 5)}x${mark('end 0 0')}${mark('begin 1')}é\u001e${mark('end 1 12')}`,
    );
    const read = (size: number): string => {
      const parts: string[] = [];
      let text = Buffer.alloc(0);
      const flush = (): void => {
        if (text.length > 0) parts.push(JSON.stringify(text.toString('utf8')));
        text = Buffer.alloc(0);
      };
      const reader = createScriptReader(nonce, (part: ScriptPart) => {
        if (part.type === 'output') text = Buffer.concat([text, part.bytes]);
        else {
          flush();
          parts.push(part.type === 'begin' ? `begin ${part.index}` : `end ${part.index} ${part.exitCode}`);
        }
      });
      for (let at = 0; at < stream.length; at += size) reader(stream.subarray(at, at + size));
      reader(null);
      flush();
      return parts.join(' ');
    };
    const whole = read(stream.length);
    expect(whole).toBe(`begin 0 "one\\u001e${nonce.slice(0, 5)}x" end 0 0 begin 1 "é\\u001e" end 1 12`);
    for (let size = 1; size < 60; size += 1) expect(read(size)).toBe(whole);
  });
});
