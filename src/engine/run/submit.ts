import type { ApprovalDesk } from '../approval/desk.ts';
import type { AttemptIo } from '../domain/attempt-io.ts';
import type { CheckResult } from '../domain/check-result.ts';
import type { Failure } from '../domain/failure.ts';
import type { Instruction } from '../domain/instruction.ts';
import type { State } from '../domain/reduce.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { DeliverableIndex } from '../plan/concerned.ts';
import type { MergeQueue } from '../verification/merge-queue.ts';
import type { WorkerChecks } from '../verification/run-checks.ts';
import { checksThatAsk, type AskingCheck } from '../verification/skips.ts';
import type { Verify } from '../verification/verify.ts';
import type { Candidate } from '../workspace/candidate.ts';

/** What candidates are submitted with. */
export interface SubmitParts {
  readonly state: State;
  readonly desk: Pick<ApprovalDesk, 'ask'>;
  readonly queue: MergeQueue;
  readonly verify: Verify;
  readonly deliverables: DeliverableIndex;
  readonly instructionOf: (worker: string) => Instruction | undefined;
}

export interface Submission {
  readonly candidate: Candidate;
  readonly instruction: Instruction;
  /** The worker's checks on the state that the attempt started from. */
  readonly before: Promise<Result<readonly CheckResult[], Failure>>;
  readonly io: AttemptIo;
}

/** Brings a candidate through its approvals and the merge queue onto the run's branch. */
export async function submitCandidate(
  parts: SubmitParts,
  submission: Submission,
): Promise<Result<void, Failure>> {
  const { candidate, instruction, before, io } = submission;
  const { worker } = candidate;
  const { pace, signal, emit } = io;
  pace.pause();
  const own = { instruction, waived: parts.state.workers.get(worker)?.waived ?? [] };
  const waived = new Set(own.waived.map(({ check }) => check));
  const asking = checksThatAsk(instruction).filter(({ statement }) => !waived.has(statement.index));
  for (const check of asking) {
    const approved = await askFor(parts.desk, candidate, check, signal);
    if (!approved.ok) return approved;
  }
  emit({ type: 'verify-queued' });
  const once = new Map<number, CheckResult>();
  let verifying = 0;
  let number = 0;
  const landing = await parts.queue.submit({
    candidate,
    exclusive: asking.length > 0,
    signal,
    verify: async (onto, stacked, abort) => {
      // The limits run while this candidate's own checks do, and stand still while it waits behind others. One
      // verification may begin before the one that it replaces has ended.
      verifying += 1;
      number += 1;
      pace.resume();
      try {
        const checks = { own, before, once, earlier: earlierThan(parts, candidate) };
        return await parts.verify({
          candidate,
          onto,
          checks,
          number,
          stacked,
          io: { emit, pace, signal: abort },
        });
      } finally {
        verifying -= 1;
        if (verifying === 0) pace.pause();
      }
    },
  });
  if (landing.type === 'landed') return ok(undefined);
  return err(
    landing.type === 'rejected' ? landing.failure : { reason: 'internal', detail: 'left the queue' },
  );
}

/** Accepted workers that the candidate's paths concern. */
function earlierThan(
  { state, deliverables, instructionOf }: SubmitParts,
  { worker, paths }: Candidate,
): readonly WorkerChecks[] {
  return deliverables.concerned(paths).flatMap((id) => {
    const record = state.workers.get(id);
    const instruction = instructionOf(id);
    if (id === worker || record?.status.state !== 'accepted' || instruction === undefined) return [];
    return [{ instruction, waived: record.waived }];
  });
}

async function askFor(
  desk: SubmitParts['desk'],
  { worker, attempt }: Candidate,
  { statement, classification }: AskingCheck,
  signal: AbortSignal,
): Promise<Result<void, Failure>> {
  const { decision, risk, reason } = classification;
  const command = statement.text;
  if (decision === 'deny') return err({ reason: 'not-approved', command, how: 'denied' });
  const answer = await desk.ask({ kind: 'check', worker, attempt, command, risk, reason }, signal);
  if (answer?.type === 'approved') return ok(undefined);
  return err({ reason: 'not-approved', command, how: answer?.type === 'timeout' ? 'timeout' : 'denied' });
}
