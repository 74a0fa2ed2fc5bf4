import type { CheckResult } from '../domain/check-result.ts';
import { checksThatAsk, type AskingCheck } from './skips.ts';
import type { Failure } from '../domain/failure.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { Candidate } from '../workspace/candidate.ts';
import type { AttemptScope } from '../run/run-attempt.ts';
import { verify } from './verify.ts';

/** Brings a candidate through its approvals and the merge queue onto the run's branch. */
export async function submitCandidate(
  scope: AttemptScope,
  candidate: Candidate,
  before: Promise<Result<readonly CheckResult[], Failure>>,
): Promise<Result<void, Failure>> {
  const { context, worker, attempt, limits, signal } = scope;
  const instruction = context.instructions.get(worker);
  if (instruction === undefined) return err({ reason: 'internal', detail: `no ${worker} in this run` });
  limits.pause();
  const waived = new Set(context.state.workers.get(worker)?.waived.map(({ check }) => check));
  const asking = checksThatAsk(instruction).filter(({ statement }) => !waived.has(statement.index));
  for (const check of asking) {
    const approved = await askFor(scope, check);
    if (!approved.ok) return approved;
  }
  context.dispatch({ type: 'verify-queued', worker, attempt });
  const once = new Map<number, CheckResult>();
  let verifying = 0;
  let number = 0;
  const landing = await context.queue.submit({
    candidate,
    exclusive: asking.length > 0,
    signal,
    verify: async (onto, stacked, abort) => {
      // The limits run while this candidate's own checks do, and stand still while it waits behind others. One
      // verification may begin before the one that it replaces has ended.
      verifying += 1;
      number += 1;
      limits.resume();
      try {
        return await verify({
          ...{ scope, instruction, candidate, before, once, number, onto, stacked },
          signal: abort,
        });
      } finally {
        verifying -= 1;
        if (verifying === 0) limits.pause();
      }
    },
  });
  if (landing.type === 'landed') return ok(undefined);
  return err(
    landing.type === 'rejected' ? landing.failure : { reason: 'internal', detail: 'left the queue' },
  );
}

async function askFor(
  scope: AttemptScope,
  { statement, classification }: AskingCheck,
): Promise<Result<void, Failure>> {
  const { context, worker, attempt, signal } = scope;
  const { decision, risk, reason } = classification;
  const command = statement.text;
  if (decision === 'deny') return err({ reason: 'not-approved', command, how: 'denied' });
  const answer = await context.desk.ask({ kind: 'check', worker, attempt, command, risk, reason }, signal);
  if (answer?.type === 'approved') return ok(undefined);
  return err({ reason: 'not-approved', command, how: answer?.type === 'timeout' ? 'timeout' : 'denied' });
}
