import type { CheckResult, Skips } from '../domain/check-result.ts';
import { probeImports } from './import-probe.ts';
import { recogniseLack } from '../environment/recognise-lack.ts';
import type { Lack } from '../domain/lack.ts';
import { runChecks, type ChecksRun } from './run-checks.ts';
import { runTwiceIfRed } from './run-twice.ts';
import { skipsOf, waivedSkips } from './skips.ts';
import { checksThatCanFail } from '../shell/strength.ts';
import { judgeChecks, type Verdict } from './verdict.ts';
import type { Failure } from '../domain/failure.ts';
import type { Instruction } from '../domain/instruction.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { Candidate } from '../workspace/candidate.ts';
import { changedPaths } from '../workspace/changed-paths.ts';
import type { Worktree } from '../workspace/worktrees.ts';
import type { AttemptScope } from '../run/run-attempt.ts';

/** A candidate that is verified, and the commit that it is verified on. */
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

/** The worker's own checks on its work, judged beside those before it. */
export async function ownVerdict(
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
  const asking = skipsOf(instruction, []);
  const runOnce = async (label: 'first' | 'again'): Promise<ChecksRun> => {
    if (label === 'again' && !(await context.pool.reset(worktree)).ok) return { results: [], aborted: true };
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
      label: `${attempt}-${purpose}${options.number === 1 ? '' : `-${options.number}`}${label === 'again' ? '-again' : ''}`,
      onOutput: (text) => {
        scope.limits.beat('check output');
        context.dispatch({ type: 'check-output', worker, attempt, text });
      },
    });
    for (const result of run.results) {
      if (asking.has(result.index) && result.status !== 'not-repeated' && result.status !== 'waived') {
        once.set(result.index, result);
      }
    }
    return run;
  };
  // What passes the second time failed for something else, another worker's checks beside it for one.
  const run = await runTwiceIfRed(runOnce, (results) =>
    results.some((result) => result.status === 'red' && lackOf(options, result) === null),
  );
  if (run.aborted) return { ok: false, error: { reason: 'internal', detail: 'checks were aborted' } };
  // What ran once for this attempt keeps the result that it had.
  const results = run.results.map((result) => once.get(result.index) ?? result);
  const paths = await changedPaths(worktree);
  if (paths.length > 0) context.dispatch({ type: 'worktree-changed', worker, attempt, paths });
  const early = await stateBefore(options, worktree);
  const before = await waitForBefore({ ...options, before: early.results });
  if (!before.ok) return before;
  context.dispatch({
    type: 'checks-finished',
    worker,
    attempt,
    purpose: 'before',
    of: worker,
    commit: early.commit,
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
  if (verdict.type === 'proven') {
    const { by } = verdict;
    const probe = await probeImports({ context, instruction, root: worktree.root, by, signal });
    return probe === null ? ok(verdict) : { ok: false, error: { reason: 'check-red', checks: [probe] } };
  }
  if (verdict.type === 'unproven') return ok(verdict);
  const lacks = lacksOf(options, results);
  return {
    ok: false,
    error:
      lacks.length > 0 ? { reason: 'environment', lacks } : { reason: 'check-red', checks: verdict.checks },
  };
}

/**
 * The checks before the work, on the state that the work was put onto: where others have changed meanwhile what these
 * checks name, they may be green by the others' work alone.
 */
async function stateBefore(
  options: VerifyOptions,
  worktree: Worktree,
): Promise<{ readonly commit: string; readonly results: VerifyOptions['before'] }> {
  const { scope, instruction, candidate, onto, signal } = options;
  const { context, worker, attempt } = scope;
  const known = { commit: candidate.base, results: options.before };
  if (onto === candidate.base) return known;
  const changed = await worktree.git.run(['diff', '--name-only', '-z', candidate.base, onto]);
  const paths = changed.ok ? changed.value.split('\0').filter((path) => path !== '') : [];
  if (changed.ok && !context.deliverables.concerned(paths).includes(worker)) return known;
  return {
    commit: onto,
    results: context.before.run({ context, instruction, attempt, base: onto, signal }),
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
