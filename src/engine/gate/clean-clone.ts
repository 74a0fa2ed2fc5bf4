import { join } from 'node:path';
import { runChecks, type ChecksRun } from '../verification/run-checks.ts';
import { runTwiceIfRed } from '../verification/run-twice.ts';
import { skipsOf } from '../verification/skips.ts';
import { failedChecks } from '../verification/judge-checks.ts';
import type { Instruction } from '../domain/instruction.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { GateParts } from './gate-parts.ts';
import type { Git, GitError } from '../workspace/git.ts';
import { placeLinks, type Link } from '../workspace/links.ts';
import type { SetUp } from '../environment/run-environment.ts';
import { removeTree } from '../workspace/remove-tree.ts';
import type { Runner } from '../runner/runner.ts';
import { openGit } from '../workspace/runner-git.ts';
import { openTree, type Tree } from '../workspace/worktree.ts';
import type { CleanCloneReport } from '../domain/gate-report.ts';

/** A clone of the run's branch: what was committed and the links, without anything that checks left in a worktree. */
export interface CleanClone {
  readonly tree: Tree;
  /** The commit that is checked out. */
  readonly commit: string;
  /** Restores the state of a fresh clone; fails where a check damaged the clone beyond that. */
  reset(): Promise<Result<void, GitError>>;
  remove(): Promise<void>;
}

export interface CloneOptions {
  readonly runner: Runner;
  readonly repo: Git;
  readonly commit: string;
  /** The clone's folder; anything there is removed. */
  readonly root: string;
  readonly links: readonly Link[];
  readonly setUp: SetUp;
}

export async function makeCleanClone(options: CloneOptions): Promise<Result<CleanClone, GitError>> {
  const { runner, repo, commit, root, links, setUp } = options;
  await removeTree(root);
  const cloned = await repo.run(['clone', '--quiet', '--no-checkout', '--no-tags', '--', repo.dir, root]);
  if (!cloned.ok) return cloned;
  const git = openGit(runner, root);
  // The clone may not have fetched the run's branch, so the exact commit is fetched.
  const fetched = await git.run(['fetch', '--quiet', 'origin', commit]);
  if (!fetched.ok) return fetched;
  const checkedOut = await git.run(['checkout', '--detach', '--force', commit]);
  if (!checkedOut.ok) return checkedOut;
  await placeLinks(root, links);
  const prepared = setUp === null ? ok(undefined) : await setUp(root);
  if (!prepared.ok) return err({ args: [], message: prepared.error });
  const hasMore = links.length > 0 || setUp !== null;
  const tree = await openTree({ root, git, links, commit, hasMore });
  return ok({
    tree,
    commit,
    reset: () => tree.bring(commit),
    async remove() {
      await removeTree(root);
    },
  });
}

/**
 * Runs every accepted worker's checks again in clean clones, several at once, each from the state of a fresh clone.
 * @param name of this verification in the logs
 */
export async function verifyInClones(
  parts: GateParts,
  workers: readonly string[],
  clones: readonly CleanClone[],
  name: 'gate' | 'merge',
  signal: AbortSignal,
): Promise<CleanCloneReport> {
  const open = [...workers];
  const differences: { worker: string; command: string; outputTail: string }[] = [];
  let green = 0;
  let red = 0;
  let notRepeated = 0;
  let flaky = 0;
  const work = async (clone: CleanClone): Promise<void> => {
    for (let worker = open.shift(); worker !== undefined && !signal.aborted; worker = open.shift()) {
      const instruction = parts.instructionOf(worker);
      if (instruction === undefined) continue;
      const record = parts.state.workers.get(worker);
      const attempt = record?.attempts.length ?? 0;
      const run = await runTwiceIfRed(async (label) => {
        const reset = await clone.reset();
        if (!reset.ok) return spoilt(instruction, reset.error.message);
        return runChecks(parts, {
          instruction,
          tree: clone.tree,
          skip: skipsOf(instruction, record?.waived ?? []),
          limitMs: () => parts.settings.timeout,
          signal,
          label: `${name}-${label}`,
          onOutput: (text) => parts.dispatch({ type: 'stage-output', stage: 'test', text }),
        });
      });
      if (run.aborted) return;
      const { results } = run;
      parts.dispatch({
        type: 'checks-finished',
        worker,
        attempt,
        purpose: 'gate',
        of: worker,
        commit: clone.commit,
        results,
      });
      const failed = failedChecks(worker, results);
      green += results.filter((result) => result.status === 'green').length;
      flaky += results.filter((result) => result.flaky).length;
      notRepeated += results.filter((result) => result.status === 'not-repeated').length;
      red += failed.length;
      for (const { command, outputTail } of failed) differences.push({ worker, command, outputTail });
    }
  };
  await Promise.all(clones.map(work));
  return { green, red, notRepeated, flaky, differences };
}

/** The folder of a run's nth clone. */
export function cloneRoot(workDir: string, n: number): string {
  return join(workDir, `clone-${n}`);
}

/** All checks of a worker as not reached: the clone could not be made clean for them. */
function spoilt(instruction: Instruction, why: string): ChecksRun {
  const results = instruction.blocks
    .flatMap((block) => block.statements)
    .map((statement) => ({
      index: statement.index,
      command: statement.text,
      line: statement.line,
      status: 'not-reached' as const,
      suspicious: false,
      flaky: false,
      exitCode: null,
      durationMs: 0,
      outputTail: why,
      outputBytes: 0,
      output: null,
    }));
  return { results, aborted: false };
}
