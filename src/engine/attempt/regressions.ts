import { runTwiceIfRed } from '../checks/run-twice.ts';
import { runChecks } from '../checks/run-checks.ts';
import { skipsOf } from '../checks/skips.ts';
import type { CheckResult } from '../checks/check-result.ts';
import { failedChecks } from '../checks/verdict.ts';
import type { FailedCheck } from '../failure.ts';
import type { Instruction } from '../instructions/instruction.ts';
import type { Worktree } from '../workspace/worktrees.ts';
import type { AttemptScope } from './run-attempt.ts';

export interface RegressionOptions {
  readonly scope: AttemptScope;
  /** What the candidate changes. */
  readonly paths: readonly string[];
  /** Stands on the candidate's commit, and is ours. */
  readonly worktree: Worktree;
  readonly commit: string;
  readonly tree: string;
  readonly signal: AbortSignal;
}

/**
 * Runs the checks of accepted workers that the candidate's paths concern, on the candidate's tree, several at once
 * where worktrees are free. What is red there names the candidate: before it, all of these were green.
 */
export async function findRegressions(options: RegressionOptions): Promise<readonly FailedCheck[]> {
  const { scope, worktree, commit, signal } = options;
  const { context, worker } = scope;
  const open = context.deliverables
    .concerned(options.paths)
    .filter((id) => id !== worker && context.state.workers.get(id)?.status.state === 'accepted')
    .flatMap((id) => context.instructions.get(id) ?? []);
  const broken: FailedCheck[] = [];
  const work = async (place: Worktree): Promise<void> => {
    for (let earlier = open.shift(); earlier !== undefined && !signal.aborted; earlier = open.shift()) {
      const results = await checkAgain(options, earlier, place);
      if (results !== null) broken.push(...failedChecks(earlier.id, results));
    }
  };
  const helpers: Worktree[] = [];
  try {
    while (helpers.length + 1 < open.length) {
      const extra = await context.pool.tryLease(commit);
      if (extra === null) break;
      helpers.push(extra);
    }
    await Promise.all([worktree, ...helpers].map(work));
  } finally {
    for (const helper of helpers) context.pool.release(helper);
  }
  return broken.sort((a, b) => (a.worker < b.worker ? -1 : a.worker > b.worker ? 1 : a.line - b.line));
}

/** Null when it was aborted. */
async function checkAgain(
  options: RegressionOptions,
  earlier: Instruction,
  place: Worktree,
): Promise<readonly CheckResult[] | null> {
  const { scope, commit, tree, signal } = options;
  const { context, worker, attempt } = scope;
  const purpose = 'regression' as const;
  const of = earlier.id;
  const waived = context.state.workers.get(of)?.waived ?? [];
  const key = `${earlier.hash} ${waived.map(({ check }) => check).join()}`;
  const known = context.results.get(tree, key);
  if (known === undefined) context.dispatch({ type: 'checks-started', worker, attempt, purpose, of, commit });
  const run =
    known === undefined
      ? await runTwiceIfRed((label) =>
          runChecks({
            context,
            instruction: earlier,
            root: place.root,
            skip: skipsOf(earlier, waived),
            limitMs: scope.limits.leftMs,
            signal,
            label: `${worker}-${attempt}-${label}`,
            onOutput: () => scope.limits.beat('check output'),
          }),
        )
      : { results: known, aborted: false };
  if (run.aborted) return null;
  context.results.set(tree, key, run.results);
  context.dispatch({ type: 'checks-finished', worker, attempt, purpose, of, commit, results: run.results });
  return run.results;
}
