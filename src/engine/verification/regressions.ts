import type { CheckResult } from '../domain/check-result.ts';
import type { FailedCheck, Failure } from '../domain/failure.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { recogniseLack } from '../environment/recognise-lack.ts';
import { workspaceFailure } from '../workspace/candidate.ts';
import type { Tree } from '../workspace/worktree.ts';
import { failedChecks } from './judge-checks.ts';
import { runChecks, type WorkerChecks } from './run-checks.ts';
import { runTwiceIfRed } from './run-twice.ts';
import { skipsOf } from './skips.ts';
import type { VerifierParts } from './verifier-parts.ts';
import type { VerifyRequest } from './verify-request.ts';

/** Where the candidate stands. */
export interface PlacedCandidate {
  /** Stands on the candidate's commit, and is ours. */
  readonly worktree: Tree;
  readonly commit: string;
  readonly tree: string;
}

/**
 * Runs the checks of accepted workers that the candidate's paths concern, on the candidate's tree, several at once
 * where worktrees are free. What is red there names the candidate: before it, all of these were green.
 */
export async function findRegressions(
  parts: VerifierParts,
  request: VerifyRequest,
  placed: PlacedCandidate,
): Promise<Result<readonly FailedCheck[], Failure>> {
  const { worktree, commit } = placed;
  const { signal } = request.io;
  const open = [...request.checks.earlier];
  const broken: FailedCheck[] = [];
  let failure: Failure | null = null;
  const work = async (place: Tree): Promise<void> => {
    for (let earlier = open.shift(); earlier !== undefined && !signal.aborted; earlier = open.shift()) {
      const { instruction } = earlier;
      const results = await checkAgain(parts, request, earlier, { ...placed, worktree: place });
      if (!results.ok) {
        failure ??= results.error;
        continue;
      }
      // What the machine lacks by now is nobody's regression.
      const counted = results.value.filter(
        (result) => recogniseLack(result, instruction, parts.provides) === null,
      );
      broken.push(...failedChecks(instruction.id, counted));
    }
  };
  const helpers: Tree[] = [];
  try {
    while (helpers.length + 1 < open.length) {
      const extra = await parts.pool.tryLease(commit);
      if (extra === null) break;
      helpers.push(extra);
    }
    await Promise.all([worktree, ...helpers].map(work));
  } finally {
    for (const helper of helpers) parts.pool.release(helper);
  }
  if (failure !== null) return err(failure);
  return ok(broken.sort((a, b) => (a.worker < b.worker ? -1 : a.worker > b.worker ? 1 : a.line - b.line)));
}

async function checkAgain(
  parts: VerifierParts,
  { candidate, number, io }: VerifyRequest,
  { instruction, waived }: WorkerChecks,
  { worktree, commit, tree }: PlacedCandidate,
): Promise<Result<readonly CheckResult[], Failure>> {
  const purpose = 'regression' as const;
  const of = instruction.id;
  const key = `${instruction.hash} ${waived.map(({ check }) => check).join()}`;
  const known = parts.results.get(tree, key);
  if (known === undefined) io.emit({ type: 'checks-started', purpose, of, commit });
  let spoilt: Failure | null = null;
  const run =
    known === undefined
      ? await runTwiceIfRed(async (label) => {
          // What other checks left there must not help these, nor convict anybody.
          const reset = await worktree.bring(commit);
          if (!reset.ok) {
            spoilt = workspaceFailure(reset.error);
            return { results: [], aborted: true };
          }
          return runChecks(parts, {
            instruction,
            tree: worktree,
            skip: skipsOf(instruction, waived),
            limitMs: () => io.pace.leftMs(),
            signal: io.signal,
            label: `${candidate.worker}-${candidate.attempt}-${number}-${label}`,
            onOutput: () => io.pace.beat('check output'),
          });
        })
      : { results: known, aborted: false };
  if (run.aborted) return err(spoilt ?? { reason: 'internal', detail: 'checks were aborted' });
  parts.results.set(tree, key, run.results);
  io.emit({ type: 'checks-finished', purpose, of, commit, results: run.results });
  return ok(run.results);
}
