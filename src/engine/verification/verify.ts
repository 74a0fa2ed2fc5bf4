import type { Failure } from '../domain/failure.ts';
import { ok, type Result } from '../domain/result.ts';
import { restack, workspaceFailure, type Candidate } from '../workspace/candidate.ts';
import type { Verification } from './merge-queue.ts';
import type { Worktree } from '../workspace/worktrees.ts';
import { ownVerdict, type VerifyOptions } from './own-verdict.ts';
import { findRegressions } from './regressions.ts';

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
