import type { EventBody } from '../domain/event.ts';
import type { Failure } from '../domain/failure.ts';
import type { Verdict } from '../domain/verdict.ts';
import { workspaceFailure, type Candidate } from './candidate.ts';
import type { Repo } from './repo.ts';

/** A verified candidate at the head of the queue: its commit stands on `parent`, which is the tip. */
export interface ReadyLanding {
  readonly candidate: Candidate;
  readonly commit: string;
  readonly parent: string;
  readonly verdict: Verdict;
  readonly proof: readonly number[];
}

export interface LandOptions {
  readonly repo: Pick<Repo, 'branches'>;
  readonly branch: string;
  readonly dispatch: (event: EventBody) => void;
}

/**
 * Moves the run's branch to a verified commit. The intention is recorded first: a restart that finds it without its
 * end looks at the branch. The reference moves only from the very commit that the verdict was about.
 */
export async function landCandidate(
  { repo, branch, dispatch }: LandOptions,
  { candidate, commit, parent, verdict, proof }: ReadyLanding,
): Promise<Failure | null> {
  const { worker, attempt } = candidate;
  dispatch({ type: 'landing', worker, attempt, commit, parent, verdict, proof });
  const moved = await repo.branches.move(branch, commit, parent);
  if (!moved.ok) return workspaceFailure(moved.error);
  dispatch({ type: 'worker-accepted', worker, attempt, commit, verdict, proof });
  return null;
}
