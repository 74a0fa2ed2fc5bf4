import { join } from 'node:path';
import type { Instruction } from '../domain/instruction.ts';
import type { RunContext } from '../run/run-context.ts';
import type { CheckResult, Skips } from '../domain/check-result.ts';
import { runBlock } from './run-block.ts';

export interface RunChecksOptions {
  readonly context: Pick<RunContext, 'clock' | 'runner' | 'runDir' | 'environmentOf' | 'secrets'>;
  readonly instruction: Instruction;
  /** The worktree's or clone's root. */
  readonly root: string;
  readonly skip: Skips;
  readonly limitMs: () => number;
  readonly signal: AbortSignal;
  /** Names this run of the checks in the logs: `2-attempt`. */
  readonly label: string;
  readonly onOutput: (text: string) => void;
}

/** The outcome of all of a worker's checks on one tree. */
export interface ChecksRun {
  readonly results: readonly CheckResult[];
  /** True when the signal ended it: then the results say nothing about the work. */
  readonly aborted: boolean;
}

/** Runs all blocks of a worker's TEST_PROCESS, one after the other, in its own worktree. */
export async function runChecks(options: RunChecksOptions): Promise<ChecksRun> {
  const { context, instruction, root } = options;
  const results: CheckResult[] = [];
  for (const block of instruction.blocks) {
    if (block.statements.length === 0) continue;
    const run = await runBlock({
      block,
      cwd: root,
      env: context.environmentOf(root),
      skip: options.skip,
      limitMs: options.limitMs(),
      signal: options.signal,
      clock: context.clock,
      runner: context.runner,
      root: context.runDir,
      outputName: join('logs', instruction.id, options.label),
      secrets: context.secrets,
      onOutput: options.onOutput,
    });
    results.push(...run.results);
    if (run.aborted) return { results, aborted: true };
  }
  return { results, aborted: false };
}
