import { join } from 'node:path';
import type { CheckResult, Skips } from '../domain/check-result.ts';
import type { Clock } from '../domain/clock.ts';
import type { Instruction } from '../domain/instruction.ts';
import type { Waiver } from '../domain/state.ts';
import type { Runner } from '../runner/runner.ts';
import type { Tree } from '../workspace/worktree.ts';
import { runBlock } from './run-block.ts';

/** Whose checks, and which of them a person left out. Plain data. */
export interface WorkerChecks {
  readonly instruction: Instruction;
  readonly waived: readonly Waiver[];
}

/** What checks are run with; the same for all checks of a run. */
export interface CheckParts {
  readonly runner: Runner;
  readonly clock: Clock;
  /** `state/<run>`: outputs go below it. */
  readonly runDir: string;
  /** The environment of what is run in a worktree. */
  readonly environmentOf: (root: string) => Readonly<Record<string, string>>;
  /** Values that must not stand in what is kept of an output. */
  readonly secrets: readonly string[];
}

export interface RunChecksRequest {
  readonly instruction: Instruction;
  /** The worktree or clone that they run in. */
  readonly tree: RunsIn;
  readonly skip: Skips;
  readonly limitMs: () => number;
  readonly signal: AbortSignal;
  /** Names this run of the checks in the logs: `2-attempt`. */
  readonly label: string;
  readonly onOutput: (text: string) => void;
}

/** A tree that programs run in: it is told, since they may change it. */
export type RunsIn = Pick<Tree, 'root' | 'touched'>;

/** The outcome of all of a worker's checks on one tree. */
export interface ChecksRun {
  readonly results: readonly CheckResult[];
  /** True when the signal ended it: then the results say nothing about the work. */
  readonly aborted: boolean;
}

/** Runs all blocks of a worker's TEST_PROCESS, one after the other, in its own worktree. */
export async function runChecks(parts: CheckParts, request: RunChecksRequest): Promise<ChecksRun> {
  const { instruction, tree } = request;
  const { root } = tree;
  tree.touched();
  const results: CheckResult[] = [];
  for (const block of instruction.blocks) {
    if (block.statements.length === 0) continue;
    const run = await runBlock({
      block,
      cwd: root,
      env: parts.environmentOf(root),
      skip: request.skip,
      limitMs: request.limitMs(),
      signal: request.signal,
      clock: parts.clock,
      runner: parts.runner,
      root: parts.runDir,
      outputName: join('logs', instruction.id, request.label),
      secrets: parts.secrets,
      onOutput: request.onOutput,
    });
    results.push(...run.results);
    if (run.aborted) return { results, aborted: true };
  }
  return { results, aborted: false };
}
