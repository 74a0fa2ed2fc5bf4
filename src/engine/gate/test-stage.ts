import type { CheckResult } from '../domain/check-result.ts';
import { runBlock } from '../verification/run-block.ts';
import type { ShellBlock } from '../domain/instruction.ts';
import { splitStatements } from '../shell/split.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { GateParts } from './gate-parts.ts';
import type { StageName } from '../domain/stage.ts';
import type { CleanClone } from './clean-clone.ts';

/** How a command of the phase itself ended. */
export interface StageRun {
  readonly ok: boolean;
  readonly results: readonly CheckResult[];
  readonly outputTail: string;
}

/**
 * Runs a command of `phase.yaml` in a clean clone, statement by statement as a worker's checks are.
 * @param name of this command in the logs: `deploy-2`
 */
export async function runStageCommand(
  parts: GateParts,
  stage: StageName,
  name: string,
  command: string,
  clone: CleanClone,
  signal: AbortSignal,
): Promise<Result<StageRun, string>> {
  const statements = splitStatements(command, 1, 0);
  if (!statements.ok) return err(`${stage}: line ${statements.error.line}: ${statements.error.message}`);
  const block: ShellBlock = { text: command, line: 1, statements: statements.value };
  const reset = await clone.reset();
  if (!reset.ok) return err(reset.error.message);
  clone.tree.touched();
  const run = await runBlock({
    block,
    cwd: clone.tree.root,
    env: parts.environmentOf(clone.tree.root),
    skip: new Map(),
    limitMs: parts.settings.timeout,
    signal,
    clock: parts.clock,
    runner: parts.runner,
    root: parts.runDir,
    outputName: `logs/${name}`,
    secrets: parts.secrets,
    onOutput: (text) => parts.dispatch({ type: 'stage-output', stage, text }),
  });
  if (run.aborted) return err('stopped');
  const last = run.results.findLast((result) => result.status !== 'green') ?? run.results.at(-1);
  const isGreen = run.results.length > 0 && run.results.every((result) => result.status === 'green');
  return ok({ ok: isGreen, results: run.results, outputTail: last?.outputTail ?? '' });
}
