import { randomBytes } from 'node:crypto';
import type { Clock } from '../domain/clock.ts';
import type { ShellBlock, Statement } from '../domain/instruction.ts';
import type { CheckResult, CheckStatus, Skips } from '../domain/check-result.ts';
import { createOutputFile, type OutputFile } from './output-file.ts';
import { runGroup, GROUP_MARK, type GroupResult } from '../runner/group.ts';
import type { Runner } from '../runner/runner.ts';
import { composeScript, createScriptReader, SCRIPT_STARTER, type ScriptPart } from './script.ts';

export interface BlockOptions {
  readonly block: ShellBlock;
  /** The worktree's root. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Statements that are left out on purpose. */
  readonly skip: Skips;
  readonly limitMs: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly runner: Runner;
  /** The folder that evidence paths are relative to. */
  readonly root: string;
  /** Below `root`, without an ending: `logs/WORKER_001/1-attempt`. */
  readonly outputName: string;
  /** Values that must not stand in what is kept of the output. */
  readonly secrets: readonly string[];
  /** Hears what is printed; of what is not kept any more, that it is printed (an empty text). */
  readonly onOutput: (text: string) => void;
}

export interface BlockResult {
  readonly results: readonly CheckResult[];
  /** Command lines of what the block left in the background; ended by now. */
  readonly leftBehind: readonly string[];
  /** True when `signal` ended it: the results say nothing about the work. */
  readonly aborted: boolean;
}

interface Running {
  readonly startedAt: number;
  readonly output: OutputFile;
  end: { readonly exitCode: number; readonly at: number } | null;
}

/** Runs one block of TEST_PROCESS in one bash, exactly as written, and reports on each of its statements. */
export async function runBlock(options: BlockOptions): Promise<BlockResult> {
  const nonce = randomBytes(16).toString('hex');
  const reached = new Map<number, Running>();
  let current: Running | null = null;
  const onPart = (part: ScriptPart): void => {
    switch (part.type) {
      case 'begin':
        current = {
          startedAt: options.clock.now(),
          output: createOutputFile(options.root, `${options.outputName}-${part.index}.log`, options.secrets),
          end: null,
        };
        reached.set(part.index, current);
        break;
      case 'end':
        if (current !== null) current.end = { exitCode: part.exitCode, at: options.clock.now() };
        break;
      case 'output':
        // What comes between two statements is the echo of a background job: it stays with the one before.
        current?.output.write(part.bytes);
        // What is not kept is not handed on either, but that something was printed is: it is a sign of life.
        options.onOutput(isKept(current) ? part.bytes.toString('utf8') : '');
        break;
    }
  };
  const read = createScriptReader(nonce, onPart);
  const group = await runGroup({
    file: 'bash',
    args: ['-c', SCRIPT_STARTER],
    cwd: options.cwd,
    env: { ...options.env, [GROUP_MARK]: nonce.slice(0, 12) },
    script: composeScript(options.block, nonce, new Set(options.skip.keys())),
    limitMs: options.limitMs,
    signal: options.signal,
    clock: options.clock,
    runner: options.runner,
    onOutput: read,
  });
  read(null);
  const endedAt = options.clock.now();
  const results = options.block.statements.map((statement) => {
    const running = reached.get(statement.index);
    running?.output.close();
    if (running !== undefined) return report(statement, running, group, endedAt);
    return unreached(statement, options.skip.get(statement.index) ?? 'not-reached', group.error);
  });
  return { results, leftBehind: group.leftBehind, aborted: group.ended === 'aborted' };
}

const isKept = (running: Running | null): boolean => running === null || running.output.missing() === null;

function report(statement: Statement, running: Running, group: GroupResult, endedAt: number): CheckResult {
  // A statement that began and did not end took the shell with it: the shell's status is its own.
  const exitCode = running.end?.exitCode ?? (group.ended === 'exit' ? group.exitCode : null);
  const missing = running.output.missing();
  return {
    index: statement.index,
    command: statement.text,
    line: statement.line,
    status: statusOf(exitCode, running, group),
    // What it called ended the whole shell with success: nobody knows what was left undone.
    suspicious:
      exitCode === 0 &&
      (running.output.printedFailure() || (running.end === null && !LEAVES.test(statement.text))),
    flaky: false,
    exitCode,
    durationMs: (running.end?.at ?? endedAt) - running.startedAt,
    outputTail: running.output.tail(),
    outputBytes: running.output.bytes(),
    output: running.output.path(),
    ...(missing === null ? {} : { outputMissing: missing }),
  };
}

/** A statement that itself says that the shell ends here. */
const LEAVES = /\b(?:exit|exec)\b/;

function statusOf(exitCode: number | null, running: Running, group: GroupResult): CheckStatus {
  if (running.end === null && group.ended === 'timeout') return 'timeout';
  return exitCode === 0 ? 'green' : 'red';
}

function unreached(statement: Statement, status: CheckStatus, error: string | null): CheckResult {
  return {
    index: statement.index,
    command: statement.text,
    line: statement.line,
    status,
    suspicious: false,
    flaky: false,
    exitCode: null,
    durationMs: 0,
    outputTail: error ?? '',
    outputBytes: 0,
    output: null,
  };
}
