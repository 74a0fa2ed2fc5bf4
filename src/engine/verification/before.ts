import type { CheckResult } from '../domain/check-result.ts';
import { recogniseLack } from '../environment/recognise-lack.ts';
import { runChecks } from './run-checks.ts';
import { runTwiceIfRed } from './run-twice.ts';
import { skipsOf } from './skips.ts';
import type { Instruction } from '../domain/instruction.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { Failure } from '../domain/failure.ts';
import type { RunContext } from '../run/run-context.ts';
import { workspaceFailure } from '../workspace/candidate.ts';
import { createPlaces } from '../runner/semaphore.ts';

/** Results of checks on the state before the work, kept by commit and text: a retry on the same tip costs nothing. */
export interface BeforeCache {
  /** Runs at most so many at once; results of the same commit and worker are run once. */
  run(options: BeforeOptions): Promise<Result<readonly CheckResult[], Failure>>;
}

export interface BeforeOptions {
  readonly context: RunContext;
  readonly instruction: Instruction;
  readonly attempt: number;
  /** The commit that the attempt starts from. */
  readonly base: string;
  readonly signal: AbortSignal;
}

/** Results kept; the oldest tips go first. */
const MAX_RESULTS = 2_000;

export function createBeforeCache(slots: number): BeforeCache {
  const results = new Map<string, Promise<Result<readonly CheckResult[], Failure>>>();
  const places = createPlaces(slots);
  const inTurn = async (options: BeforeOptions): Promise<Result<readonly CheckResult[], Failure>> => {
    const leave = await places.enter(options.signal);
    if (leave === null) return err({ reason: 'internal', detail: 'stopped' });
    try {
      return await runBefore(options);
    } finally {
      leave();
    }
  };
  return {
    run(options) {
      const { context, instruction, base } = options;
      const waived = context.state.workers.get(instruction.id)?.waived ?? [];
      const key = JSON.stringify([base, instruction.hash, waived.map(({ check }) => check)]);
      const known = results.get(key);
      if (known !== undefined) return known;
      const found = inTurn(options).then((result) => {
        // What the machine lacked may be there at the next attempt.
        if (!result.ok || result.value.some((check) => isLacking(options, check))) results.delete(key);
        return result;
      });
      results.set(key, found);
      if (results.size > MAX_RESULTS) results.delete(results.keys().next().value ?? '');
      return found;
    },
  };
}

const hasEndedRed = (results: readonly CheckResult[]): boolean =>
  results.some((result) => result.status === 'red');

const isLacking = ({ context, instruction }: BeforeOptions, check: CheckResult): boolean =>
  recogniseLack(check, instruction, (module) => context.provides(module)) !== null;

async function runBefore(options: BeforeOptions): Promise<Result<readonly CheckResult[], Failure>> {
  const { context, instruction, attempt, base, signal } = options;
  const worktree = await context.pool.lease(base, signal);
  if (!worktree.ok) return err(workspaceFailure(worktree.error));
  let spoilt: Failure | null = null;
  try {
    // Red counts as a state of the work only where it is red twice: a check that fails now and then proves nothing. One
    // that never ended took the whole limit, and would again.
    const run = await runTwiceIfRed(async (label) => {
      const reset = label === 'again' ? await context.pool.reset(worktree.value) : ok(undefined);
      if (!reset.ok) {
        spoilt = workspaceFailure(reset.error);
        return { results: [], aborted: true };
      }
      return runChecks({
        context,
        instruction,
        root: worktree.value.root,
        skip: skipsOf(instruction, context.state.workers.get(instruction.id)?.waived ?? []),
        limitMs: () => context.settings.timeout,
        signal,
        label: label === 'first' ? `${attempt}-before` : `${attempt}-before-again`,
        onOutput: () => undefined,
      });
    }, hasEndedRed);
    return run.aborted ? err(spoilt ?? { reason: 'internal', detail: 'stopped' }) : ok(run.results);
  } finally {
    context.pool.release(worktree.value);
  }
}
