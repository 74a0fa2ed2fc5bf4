import { classify, type Classification } from '../approval/classify.ts';
import type { CheckResult } from '../checks/check-result.ts';
import { runChecks } from '../checks/run-checks.ts';
import { failedChecks, isGreen } from '../checks/verdict.ts';
import type { FailedCheck, Failure } from '../failure.ts';
import type { Instruction, Statement } from '../instructions/instruction.ts';
import { err, ok, type Result } from '../result.ts';
import { restack, workspaceFailure, type Candidate } from '../workspace/candidate.ts';
import type { Verification } from '../workspace/merge-queue.ts';
import type { Worktree } from '../workspace/worktrees.ts';
import type { AttemptScope } from './run-attempt.ts';

/** Brings a candidate through its approvals and the merge queue onto the run's branch. */
export async function submitCandidate(scope: AttemptScope, candidate: Candidate): Promise<Result<void, Failure>> {
  const { context, worker, attempt, limits, signal } = scope;
  const instruction = context.instructions.get(worker);
  if (instruction === undefined) return err({ reason: 'internal', detail: `no ${worker} in this run` });
  limits.pause();
  const asking = statementsThatAsk(instruction);
  for (const { statement, classification } of asking) {
    const approved = await askFor(scope, statement, classification);
    if (!approved.ok) return approved;
  }
  context.dispatch({ type: 'verify-queued', worker, attempt });
  const once = new Map<number, CheckResult>();
  const landing = await context.queue.submit({
    candidate,
    exclusive: asking.length > 0,
    signal,
    verify: async (onto, stacked, abort) => {
      // The limits run while this candidate's own checks do, and stand still while it waits behind others.
      limits.resume();
      const verification = await verify(scope, instruction, candidate, once, onto, stacked, abort);
      limits.pause();
      return verification;
    },
  });
  if (landing.type === 'landed') return ok(undefined);
  return err(landing.type === 'rejected' ? landing.failure : { reason: 'internal', detail: 'left the queue' });
}

/** The checks that a person must allow. Each runs once an attempt. */
export function statementsThatAsk(
  instruction: Instruction,
): readonly { readonly statement: Statement; readonly classification: Classification }[] {
  return instruction.blocks
    .flatMap((block) => block.statements)
    .map((statement) => ({ statement, classification: classify(statement.text) }))
    .filter(({ classification }) => classification.decision !== 'allow');
}

async function askFor(
  scope: AttemptScope,
  statement: Statement,
  { decision, risk, reason }: Classification,
): Promise<Result<void, Failure>> {
  const { context, worker, attempt, signal } = scope;
  const command = statement.text;
  if (decision === 'deny') return err({ reason: 'not-approved', command, how: 'denied' });
  const answer = await context.desk.ask({ kind: 'check', worker, attempt, command, risk, reason }, signal);
  if (answer?.type === 'approved') return ok(undefined);
  return err({ reason: 'not-approved', command, how: answer?.type === 'timeout' ? 'timeout' : 'denied' });
}

/** Puts the candidate onto `onto` in a worktree of its own; runs its checks there, then those it could have broken. */
async function verify(
  scope: AttemptScope,
  instruction: Instruction,
  candidate: Candidate,
  once: Map<number, CheckResult>,
  onto: string,
  stacked: (commit: string) => void,
  signal: AbortSignal,
): Promise<Verification> {
  const { context } = scope;
  const red = (failure: Failure): Verification => ({ type: 'red', failure });
  const worktree = await context.pool.lease(onto === candidate.base ? candidate.commit : onto, signal);
  if (!worktree.ok) return red(workspaceFailure(worktree.error));
  try {
    const placed = await place(worktree.value, candidate, onto);
    if (!placed.ok) return red(placed.error);
    stacked(placed.value);
    const own = await ownChecks(scope, instruction, worktree.value, placed.value, once, signal);
    if (own !== null) return red(own);
    const broken = await regressions(scope, candidate, worktree.value, placed.value, signal);
    return broken.length > 0 ? red({ reason: 'regression', checks: broken }) : { type: 'green' };
  } finally {
    context.pool.release(worktree.value);
  }
}

async function place(worktree: Worktree, candidate: Candidate, onto: string): Promise<Result<string, Failure>> {
  if (onto === candidate.base) return ok(candidate.commit);
  const restacked = await restack(worktree, candidate, onto);
  return restacked.ok ? ok(restacked.value.commit) : restacked;
}

async function ownChecks(
  scope: AttemptScope,
  instruction: Instruction,
  worktree: Worktree,
  commit: string,
  once: Map<number, CheckResult>,
  signal: AbortSignal,
): Promise<Failure | null> {
  const { context, worker, attempt } = scope;
  const asking = new Set(statementsThatAsk(instruction).map(({ statement }) => statement.index));
  const purpose = 'attempt' as const;
  context.dispatch({ type: 'checks-started', worker, attempt, purpose, of: worker, commit });
  const run = await runChecks({
    context,
    instruction,
    root: worktree.root,
    skip: new Set(once.keys()),
    limitMs: scope.limits.leftMs,
    signal,
    label: `${attempt}-${purpose}`,
    onOutput: (text) => {
      scope.limits.beat('check output');
      context.dispatch({ type: 'check-output', worker, attempt, text });
    },
  });
  for (const result of run.results) {
    if (asking.has(result.index) && result.status !== 'not-repeated') once.set(result.index, result);
  }
  if (run.aborted) return { reason: 'internal', detail: 'checks were aborted' };
  // What ran once for this attempt keeps the result that it had.
  const results = run.results.map((result) => once.get(result.index) ?? result);
  context.dispatch({ type: 'checks-finished', worker, attempt, purpose, of: worker, commit, results });
  return isGreen(results) ? null : { reason: 'check-red', checks: failedChecks(worker, results) };
}

/** The checks of accepted workers that share a file with the candidate, on the candidate's tree. */
async function regressions(
  scope: AttemptScope,
  candidate: Candidate,
  worktree: Worktree,
  commit: string,
  signal: AbortSignal,
): Promise<readonly FailedCheck[]> {
  const { context, worker, attempt } = scope;
  const broken: FailedCheck[] = [];
  for (const id of context.deliverables.sharing(candidate.paths)) {
    const earlier = context.instructions.get(id);
    const isAccepted = context.state.workers.get(id)?.status.state === 'accepted';
    if (earlier === undefined || id === worker || !isAccepted) continue;
    const purpose = 'regression' as const;
    context.dispatch({ type: 'checks-started', worker, attempt, purpose, of: earlier.id, commit });
    const skip = new Set(statementsThatAsk(earlier).map(({ statement }) => statement.index));
    const run = await runChecks({
      context,
      instruction: earlier,
      root: worktree.root,
      skip,
      limitMs: scope.limits.leftMs,
      signal,
      label: `${worker}-${attempt}-${purpose}`,
      onOutput: () => scope.limits.beat('check output'),
    });
    if (run.aborted) return broken;
    const { results } = run;
    context.dispatch({ type: 'checks-finished', worker, attempt, purpose, of: earlier.id, commit, results });
    broken.push(...failedChecks(earlier.id, results));
  }
  return broken;
}
