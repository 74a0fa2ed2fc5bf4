import type { Failure } from '../domain/failure.ts';
import { ok } from '../domain/result.ts';
import { restack, workspaceFailure } from '../workspace/candidate.ts';
import type { Tree } from '../workspace/worktree.ts';
import type { Verification } from './merge-queue.ts';
import { ownVerdict } from './own-verdict.ts';
import { findRegressions } from './regressions.ts';
import type { VerifierParts } from './verifier-parts.ts';
import type { VerifyRequest } from './verify-request.ts';

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
