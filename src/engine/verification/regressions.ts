import { recogniseLack } from '../environment/recognise-lack.ts';
import { runTwiceIfRed } from './run-twice.ts';
import { runChecks } from './run-checks.ts';
import { skipsOf } from './skips.ts';
import type { CheckResult } from '../domain/check-result.ts';
import { failedChecks } from './verdict.ts';
import type { FailedCheck, Failure } from '../domain/failure.ts';
import type { Instruction } from '../domain/instruction.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { workspaceFailure } from '../workspace/candidate.ts';
import type { Worktree } from '../workspace/worktrees.ts';
import type { AttemptScope } from '../run/run-attempt.ts';

export interface RegressionOptions {
  readonly scope: AttemptScope;
  /** What the candidate changes. */
  readonly paths: readonly string[];
  /** Stands on the candidate's commit, and is ours. */
  readonly worktree: Worktree;
  readonly commit: string;
  readonly tree: string;
  /** Tells this verification's logs from those of another one of the same attempt. */
  readonly number: number;
  readonly signal: AbortSignal;
}

/**
 * Runs the checks of accepted workers that the candidate's paths concern, on the candidate's tree, several at once
 * where worktrees are free. What is red there names the candidate: before it, all of these were green.
 */
export async function findRegressions(
  options: RegressionOptions,
): Promise<Result<readonly FailedCheck[], Failure>> {
  const { scope, worktree, commit, signal } = options;
  const { context, worker } = scope;
  const open = context.deliverables
    .concerned(options.paths)
    .filter((id) => id !== worker && context.state.workers.get(id)?.status.state === 'accepted')
    .flatMap((id) => context.instructions.get(id) ?? []);
  const broken: FailedCheck[] = [];
  let failure: Failure | null = null;
  const work = async (place: Worktree): Promise<void> => {
    for (let earlier = open.shift(); earlier !== undefined && !signal.aborted; earlier = open.shift()) {
      const results = await checkAgain(options, earlier, place);
      // What the machine lacks by now is nobody's regression.
      if (results.ok)
        broken.push(
          ...failedChecks(
            earlier.id,
            results.value.filter(
              (result) => recogniseLack(result, earlier, (name) => context.provides(name)) === null,
            ),
          ),
        );
      else failure ??= results.error;
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
  if (failure !== null) return err(failure);
  return ok(broken.sort((a, b) => (a.worker < b.worker ? -1 : a.worker > b.worker ? 1 : a.line - b.line)));
}

async function checkAgain(
  options: RegressionOptions,
  earlier: Instruction,
  place: Worktree,
): Promise<Result<readonly CheckResult[], Failure>> {
  const { scope, commit, tree, signal } = options;
  const { context, worker, attempt } = scope;
  const purpose = 'regression' as const;
  const of = earlier.id;
  const waived = context.state.workers.get(of)?.waived ?? [];
  const key = `${earlier.hash} ${waived.map(({ check }) => check).join()}`;
  const known = context.results.get(tree, key);
  if (known === undefined) context.dispatch({ type: 'checks-started', worker, attempt, purpose, of, commit });
  let spoilt: Failure | null = null;
  const run =
    known === undefined
      ? await runTwiceIfRed(async (label) => {
          // What other checks left there must not help these, nor convict anybody.
          const reset = await context.pool.reset(place);
          if (!reset.ok) {
            spoilt = workspaceFailure(reset.error);
            return { results: [], aborted: true };
          }
          return runChecks({
            context,
            instruction: earlier,
            root: place.root,
            skip: skipsOf(earlier, waived),
            limitMs: scope.limits.leftMs,
            signal,
            label: `${worker}-${attempt}-${options.number}-${label}`,
            onOutput: () => scope.limits.beat('check output'),
          });
        })
      : { results: known, aborted: false };
  if (run.aborted) return err(spoilt ?? { reason: 'internal', detail: 'checks were aborted' });
  context.results.set(tree, key, run.results);
  context.dispatch({ type: 'checks-finished', worker, attempt, purpose, of, commit, results: run.results });
  return ok(run.results);
}
