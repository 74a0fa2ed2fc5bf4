import type { Failure } from '../domain/failure.ts';
import { ok } from '../domain/result.ts';
import { workspaceFailure, type Placed } from '../workspace/candidate.ts';
import { restack } from '../workspace/restack.ts';
import type { Tree } from '../workspace/worktree.ts';
import type { Verification } from './merge-queue.ts';
import { ownVerdict } from './own-verdict.ts';
import { findRegressions } from './regressions.ts';
import type { VerifierParts } from './verifier-parts.ts';
import type { VerifyRequest } from './verify-request.ts';

/** Candidate, commit and checks in; a verdict out. It knows no queue, no store and no other worker. */
export type Verify = (request: VerifyRequest) => Promise<Verification>;

/**
 * Puts the candidate onto `onto`, and runs its checks there in a worktree of its own, then those of accepted workers that
 * it could have broken.
 */
export function createVerifier(parts: VerifierParts): Verify {
  return async (request) => {
    const { candidate, onto, io } = request;
    const placed = onto === candidate.base ? ok(candidate) : await restack(parts.repo, candidate, onto);
    if (!placed.ok) return red(placed.error);
    const { commit } = placed.value;
    request.stacked(commit);
    const worktree = await parts.pool.lease(commit, io.signal);
    if (!worktree.ok) return red(workspaceFailure(worktree.error));
    try {
      return await verifyIn(parts, request, placed.value, worktree.value);
    } finally {
      parts.pool.release(worktree.value);
    }
  };
}

async function verifyIn(
  parts: VerifierParts,
  request: VerifyRequest,
  { commit, tree }: Placed,
  worktree: Tree,
): Promise<Verification> {
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
