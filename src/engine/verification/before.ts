import type { CheckResult } from '../domain/check-result.ts';
import type { Failure } from '../domain/failure.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { recogniseLack } from '../environment/recognise-lack.ts';
import { createSemaphore } from '../runner/semaphore.ts';
import { workspaceFailure } from '../workspace/candidate.ts';
import type { WorktreePool } from '../workspace/worktrees.ts';
import { namesMissingWork } from './missing-work.ts';
import { runChecks, type CheckParts, type WorkerChecks } from './run-checks.ts';
import { runTwiceIfRed } from './run-twice.ts';
import { skipsOf } from './skips.ts';

/** Results of checks on the state before the work, kept by commit and text: a retry on the same tip costs nothing. */
export interface BeforeCache {
  /** Runs at most so many at once; results of the same commit and worker are run once. */
  run(request: BeforeRequest): Promise<Result<readonly CheckResult[], Failure>>;
}

export interface BeforeRequest {
  readonly checks: WorkerChecks;
  readonly attempt: number;
  /** The commit that the work is put onto. */
  readonly base: string;
  readonly signal: AbortSignal;
}

export interface BeforeParts extends CheckParts {
  readonly pool: WorktreePool;
  /** How many run at once. */
  readonly slots: number;
  /** Milliseconds that one block may take. */
  readonly limitMs: number;
  /** Whether the repo or a deliverable provides a Python module of that top-level name. */
  readonly provides: (module: string) => boolean;
}

/** Results that are there or on their way. */
interface Asked {
  readonly found: Promise<Result<readonly CheckResult[], Failure>>;
  /** Of whoever asked first: the others have what comes of it. */
  readonly signal: AbortSignal;
  isSettled: boolean;
}

/** Results kept; the oldest tips go first. */
const MAX_RESULTS = 2_000;

export function createBeforeCache(parts: BeforeParts): BeforeCache {
  const results = new Map<string, Asked>();
  const semaphore = createSemaphore(parts.slots);
  const inTurn = async (request: BeforeRequest): Promise<Result<readonly CheckResult[], Failure>> => {
    const release = await semaphore.acquire(request.signal);
    if (release === null) return err({ reason: 'internal', detail: 'stopped' });
    try {
      return await runBefore(parts, request);
    } finally {
      release();
    }
  };
  return {
    run(request) {
      const { checks, base, signal } = request;
      const { instruction, waived } = checks;
      const key = JSON.stringify([base, instruction.hash, waived.map(({ check }) => check)]);
      const known = results.get(key);
      // What was asked by somebody who has been stopped meanwhile will not be found.
      if (known?.signal.aborted === false || known?.isSettled === true) return known.found;
      const isLacking = (check: CheckResult): boolean =>
        recogniseLack(check, instruction, parts.provides) !== null;
      const found = inTurn(request).then((result) => {
        asked.isSettled = true;
        // What the machine lacked may be there at the next attempt.
        const isKept = result.ok && !result.value.some(isLacking);
        if (!isKept && results.get(key) === asked) results.delete(key);
        return result;
      });
      const asked: Asked = { found, signal, isSettled: false };
      results.set(key, asked);
      if (results.size > MAX_RESULTS) results.delete(results.keys().next().value ?? '');
      return found;
    },
  };
}

async function runBefore(
  parts: BeforeParts,
  { checks, attempt, base, signal }: BeforeRequest,
): Promise<Result<readonly CheckResult[], Failure>> {
  const { pool, limitMs } = parts;
  const { instruction, waived } = checks;
  const worktree = await pool.lease(base, signal);
  if (!worktree.ok) return err(workspaceFailure(worktree.error));
  let spoilt: Failure | null = null;
  try {
    // Red counts as a state of the work where it is red twice, since a check that fails now and then proves nothing, or
    // where it names what is missing. One that never ended took the whole limit, and would again.
    const isUnexplained = (result: CheckResult): boolean =>
      result.status === 'red' && !namesMissingWork(result, instruction, worktree.value.root);
    const run = await runTwiceIfRed(
      async (label) => {
        const reset = label === 'again' ? await worktree.value.bring(base) : ok(undefined);
        if (!reset.ok) {
          spoilt = workspaceFailure(reset.error);
          return { results: [], aborted: true };
        }
        return runChecks(parts, {
          instruction,
          tree: worktree.value,
          skip: skipsOf(instruction, waived),
          limitMs: () => limitMs,
          signal,
          label: label === 'first' ? `${attempt}-before` : `${attempt}-before-again`,
          onOutput: () => undefined,
        });
      },
      (results) => results.some(isUnexplained),
    );
    return run.aborted ? err(spoilt ?? { reason: 'internal', detail: 'stopped' }) : ok(run.results);
  } finally {
    pool.release(worktree.value);
  }
}
