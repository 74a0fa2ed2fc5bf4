import type { CheckResult, Skips } from '../checks/check-result.ts';
import { recogniseLack, type Lack } from '../checks/lack.ts';
import { runChecks } from '../checks/run-checks.ts';
import { skipsOf, waivedSkips } from '../checks/skips.ts';
import { checksThatCanFail } from '../checks/strength.ts';
import { judgeChecks, type Verdict } from '../checks/verdict.ts';
import type { Failure } from '../failure.ts';
import type { Instruction } from '../instructions/instruction.ts';
import { err, ok, type Result } from '../result.ts';
import { restack, workspaceFailure, type Candidate } from '../workspace/candidate.ts';
import { changedPaths } from '../workspace/changed-paths.ts';
import type { Verification } from '../workspace/merge-queue.ts';
import type { Worktree } from '../workspace/worktrees.ts';
import { findRegressions } from './regressions.ts';
import type { AttemptScope } from './run-attempt.ts';

export interface VerifyOptions {
  readonly scope: AttemptScope;
  readonly instruction: Instruction;
  readonly candidate: Candidate;
  /** The worker's checks on the state before the work. */
  readonly before: Promise<Result<readonly CheckResult[], Failure>>;
  /** Results of the checks that may run only once an attempt, kept from one verification to the next. */
  readonly once: Map<number, CheckResult>;
  /** From 1: an attempt may be verified more than once. */
  readonly number: number;
  readonly onto: string;
  readonly stacked: (commit: string) => void;
  readonly signal: AbortSignal;
}

const red = (failure: Failure): Verification => ({ type: 'red', failure });

/**
 * Puts the candidate onto `onto` in a worktree of its own and runs its checks there, then those of accepted workers
 * that it could have broken.
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { scope, candidate, onto, signal } = options;
  const { context } = scope;
  const worktree = await context.pool.lease(onto === candidate.base ? candidate.commit : onto, signal);
  if (!worktree.ok) return red(workspaceFailure(worktree.error));
  try {
    const placed = await place(worktree.value, candidate, onto);
    if (!placed.ok) return red(placed.error);
    const { commit, tree } = placed.value;
    options.stacked(commit);
    const verdict = await ownVerdict(options, worktree.value, commit);
    if (!verdict.ok) return red(verdict.error);
    const { paths } = candidate;
    const { number } = options;
    const broken = await findRegressions({
      scope,
      paths,
      worktree: worktree.value,
      commit,
      tree,
      number,
      signal,
    });
    if (!broken.ok) return red(broken.error);
    if (broken.value.length > 0) return red({ reason: 'regression', checks: broken.value });
    const isProven = verdict.value.type === 'proven';
    if (!isProven && context.settings.requireProof) return red({ reason: 'unproven' });
    const proof = verdict.value.type === 'proven' ? verdict.value.by : [];
    return { type: 'green', verdict: isProven ? 'proven' : 'unproven', proof };
  } finally {
    context.pool.release(worktree.value);
  }
}

async function place(
  worktree: Worktree,
  candidate: Candidate,
  onto: string,
): Promise<Result<{ readonly commit: string; readonly tree: string }, Failure>> {
  return onto === candidate.base ? ok(candidate) : restack(worktree, candidate, onto);
}

/** The worker's own checks on its work, judged beside those before it. */
async function ownVerdict(
  options: VerifyOptions,
  worktree: Worktree,
  commit: string,
): Promise<Result<Verdict, Failure>> {
  const { scope, instruction, once, signal } = options;
  const { context, worker, attempt } = scope;
  const purpose = 'attempt' as const;
  context.dispatch({ type: 'checks-started', worker, attempt, purpose, of: worker, commit });
  scope.limits.beat('check output');
  const waived = context.state.workers.get(worker)?.waived ?? [];
  const skip: Skips = new Map([
    ...[...once.keys()].map((index) => [index, 'not-repeated'] as const),
    ...waivedSkips(waived),
  ]);
  const run = await runChecks({
    context,
    instruction,
    root: worktree.root,
    skip,
    limitMs: scope.limits.leftMs,
    signal,
    label: `${attempt}-${purpose}${options.number === 1 ? '' : `-${options.number}`}`,
    onOutput: (text) => {
      scope.limits.beat('check output');
      context.dispatch({ type: 'check-output', worker, attempt, text });
    },
  });
  const asking = skipsOf(instruction, []);
  for (const result of run.results) {
    if (asking.has(result.index) && result.status !== 'not-repeated' && result.status !== 'waived') {
      once.set(result.index, result);
    }
  }
  if (run.aborted) return { ok: false, error: { reason: 'internal', detail: 'checks were aborted' } };
  // What ran once for this attempt keeps the result that it had.
  const results = run.results.map((result) => once.get(result.index) ?? result);
  const paths = await changedPaths(worktree);
  if (paths.length > 0) context.dispatch({ type: 'worktree-changed', worker, attempt, paths });
  const before = await waitForBefore(options);
  if (!before.ok) return before;
  context.dispatch({
    type: 'checks-finished',
    worker,
    attempt,
    purpose: 'before',
    of: worker,
    commit: options.candidate.base,
    results: before.value,
  });
  context.dispatch({ type: 'checks-finished', worker, attempt, purpose, of: worker, commit, results });
  const strong = checksThatCanFail(instruction);
  // What was red for want of something on the machine was not red for want of the work.
  const lacked = new Set(
    before.value.filter((result) => lackOf(options, result) !== null).map(({ index }) => index),
  );
  const canProve = (index: number): boolean => strong.has(index) && !lacked.has(index);
  const verdict = judgeChecks(worker, before.value, results, canProve);
  if (verdict.type !== 'failed') return ok(verdict);
  const lacks = lacksOf(options, results);
  return {
    ok: false,
    error:
      lacks.length > 0 ? { reason: 'environment', lacks } : { reason: 'check-red', checks: verdict.checks },
  };
}

/** The checks before the work may take longer than those on it: that is the engine's own time, and no limit runs. */
async function waitForBefore({
  scope,
  before,
  signal,
}: VerifyOptions): Promise<Result<readonly CheckResult[], Failure>> {
  const aborted = new Promise<Result<never, Failure>>((resolve) => {
    const give = (): void => resolve(err({ reason: 'internal', detail: 'the verification was aborted' }));
    if (signal.aborted) give();
    signal.addEventListener('abort', give, { once: true });
  });
  scope.limits.pause();
  try {
    return await Promise.race([before, aborted]);
  } finally {
    scope.limits.resume();
  }
}

/** What the environment lacks, if that explains every check that failed; otherwise nothing is blamed on it. */
function lacksOf(options: VerifyOptions, results: readonly CheckResult[]): readonly Lack[] {
  const failed = results.filter((result) => result.status === 'red' || result.status === 'timeout');
  const lacks = failed.map((result) => lackOf(options, result));
  const found = lacks.filter((lack): lack is Lack => lack !== null);
  return found.length === failed.length ? found : [];
}

const lackOf = ({ scope, instruction }: VerifyOptions, result: CheckResult): Lack | null =>
  recogniseLack(result, instruction, (module) => scope.context.provides(module));
