import { err, ok, type Result } from '../domain/result.ts';
import type { RunState } from '../domain/state.ts';
import type { RunOutcome } from '../domain/summary.ts';
import { mergePhase } from './merge.ts';
import { verifyCommit, type ReviewOptions } from './review.ts';

/** Merges the approved run and records the merge, or what prevents it. */
export async function mergeRun(options: ReviewOptions): Promise<Result<RunOutcome, string>> {
  const { runner, repo, pool, state, dispatch } = options.parts;
  const { run } = state;
  if (run === null) throw new Error('a gate belongs to a run');
  // Only the commit that was reviewed may be merged.
  if (run.gate !== null && run.gate.commit !== run.tip)
    return err('the branch has moved since its review: review it again');
  const into = run.baseBranch ?? '';
  const tag = run.run.startsWith('wingman') ? run.run : `wingman-${run.run}`;
  const merged = await mergePhase({
    runner,
    repo,
    pool,
    tip: run.tip,
    base: run.base,
    into,
    tag,
    message: mergeMessage(run),
    verify: (commit) => verifyCommit(options, commit),
    signal: options.signal,
  });
  if (!merged.ok) {
    dispatch({ type: 'merge-obstructed', detail: merged.error });
    return merged;
  }
  const { commit } = merged.value;
  dispatch({ type: 'phase-merged', commit, into, tag });
  dispatch({ type: 'stage-finished', stage: 'review', ok: true, detail: 'approved and merged' });
  return ok({ type: 'merged', commit, into, tag });
}

/** The merge commit names the newest seal: evidence that is changed later no longer matches it. */
function mergeMessage(run: RunState): string {
  const trailers = `Wingman-Run: ${run.run}\nWingman-Evidence: ${run.evidenceHead ?? 'none'}\n`;
  return `Merge phase ${run.phase}: ${run.title}\n\n${trailers}`;
}
