import type { AttemptIo } from '../domain/attempt-io.ts';
import type { CheckResult } from '../domain/check-result.ts';
import type { Failure } from '../domain/failure.ts';
import { ok, type Result } from '../domain/result.ts';
import { restack, workspaceFailure, type Candidate } from '../workspace/candidate.ts';
import type { Tree } from '../workspace/worktree.ts';
import type { Verification } from './merge-queue.ts';
import { ownVerdict } from './own-verdict.ts';
import { findRegressions } from './regressions.ts';
import type { WorkerChecks } from './run-checks.ts';
import type { VerifierParts } from './verifier-parts.ts';

/** A candidate that is to be verified on one exact commit, and the checks that it must pass there. */
export interface VerifyRequest {
  readonly candidate: Candidate;
  readonly onto: string;
  readonly checks: ChecksToPass;
  /** From 1: an attempt may be verified more than once. */
  readonly number: number;
  /** Called as soon as the candidate's commit stands on `onto`. */
  readonly stacked: (commit: string) => void;
  readonly io: AttemptIo;
}

export interface ChecksToPass {
  readonly own: WorkerChecks;
  /** The worker's checks on the state that the attempt started from. */
  readonly before: Promise<Result<readonly CheckResult[], Failure>>;
  /** Results of the checks that may run only once an attempt, kept from one verification to the next. */
  readonly once: Map<number, CheckResult>;
  /** Accepted workers that the candidate's paths concern: what was green must stay green. */
  readonly earlier: readonly WorkerChecks[];
}

/** Candidate, commit and checks in; a verdict out. It knows no queue, no store and no other worker. */
export type Verify = (request: VerifyRequest) => Promise<Verification>;

/**
 * Puts the candidate onto `onto` in a worktree of its own and runs its checks there, then those of accepted workers
 * that it could have broken.
 */
export function createVerifier(parts: VerifierParts): Verify {
  return async (request) => {
    const { candidate, onto } = request;
    const { signal } = request.io;
    const worktree = await parts.pool.lease(onto === candidate.base ? candidate.commit : onto, signal);
    if (!worktree.ok) return red(workspaceFailure(worktree.error));
    try {
      return await verifyIn(parts, request, worktree.value);
    } finally {
      parts.pool.release(worktree.value);
    }
  };
}

async function verifyIn(parts: VerifierParts, request: VerifyRequest, worktree: Tree): Promise<Verification> {
  const { candidate, onto } = request;
  const placed =
    onto === candidate.base ? ok(candidate) : await restack(worktree, parts.repo.objects, candidate, onto);
  if (!placed.ok) return red(placed.error);
  const { commit, tree } = placed.value;
  request.stacked(commit);
  const own = await ownVerdict(parts, request, worktree, commit);
  if (!own.ok) return red(own.error);
  const broken = await findRegressions(parts, request, { worktree, commit, tree });
  if (!broken.ok) return red(broken.error);
  if (broken.value.length > 0) return red({ reason: 'regression', checks: broken.value });
  if (own.value.type === 'proven') return { type: 'green', verdict: 'proven', proof: own.value.by };
  if (parts.settings.requireProof) return red({ reason: 'unproven' });
  return { type: 'green', verdict: 'unproven', proof: [] };
}

const red = (failure: Failure): Verification => ({ type: 'red', failure });
