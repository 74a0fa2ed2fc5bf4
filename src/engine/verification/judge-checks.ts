import type { FailedCheck } from '../domain/failure.ts';
import type { CheckResult } from '../domain/check-result.ts';

/** What an attempt's checks say of its work. */
export type Judgement =
  /** At least one check went from red to green, and none is red. `by` are the checks that prove it. */
  | { readonly type: 'proven'; readonly by: readonly number[] }
  /** Nothing is red, but nothing was red before either. */
  | { readonly type: 'unproven' }
  | { readonly type: 'failed'; readonly checks: readonly FailedCheck[] };

/**
 * The accept decision. Everything that Wingman calls done rests on this function.
 * @param before results on the state before the work
 * @param after results on the work
 * @param canProve whether a check can fail at all, by its grammar, and was not red for want of something on the machine
 */
export function judgeChecks(
  worker: string,
  before: readonly CheckResult[],
  after: readonly CheckResult[],
  canProve: (index: number) => boolean,
): Judgement {
  const checks = failedChecks(worker, after);
  if (checks.length > 0) return { type: 'failed', checks };
  if (!after.some((result) => result.status === 'green' || result.status === 'waived')) {
    return { type: 'failed', checks: [nothingChecked(worker)] };
  }
  const wasRed = new Set(before.filter((result) => isRed(result)).map((result) => result.index));
  const by = after
    .filter((result) => isProof(result) && wasRed.has(result.index) && canProve(result.index))
    .map((result) => result.index);
  return by.length > 0 ? { type: 'proven', by } : { type: 'unproven' };
}

/** A check that was not reached before the work says nothing about it: only one that ran and failed does. */
function isRed(result: CheckResult): boolean {
  return result.status === 'red' || result.status === 'timeout';
}

function isProof(result: CheckResult): boolean {
  return result.status === 'green' && !result.suspicious && !result.flaky;
}

/** The checks of one run that speak against the work: all that are neither green nor left out on purpose. */
export function failedChecks(worker: string, results: readonly CheckResult[]): readonly FailedCheck[] {
  return results
    .filter((result) => isRed(result) || result.status === 'not-reached')
    .map((result) => ({
      worker,
      command: result.command,
      line: result.line,
      status: result.status === 'red' ? `exit status ${result.exitCode ?? 'unknown'}` : result.status,
      outputTail: result.outputTail,
    }));
}

function nothingChecked(worker: string): FailedCheck {
  return { worker, command: '(none)', line: 0, status: 'nothing was checked', outputTail: '' };
}
