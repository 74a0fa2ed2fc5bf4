import type { Failure } from '../domain/failure.ts';
import { unreachable } from '../domain/result.ts';

/** What follows a failed attempt. */
export type Step =
  | { readonly type: 'retry' }
  /** Again on the new tip, without counting: nothing was wrong with the attempt itself. */
  | { readonly type: 'repeat' }
  | { readonly type: 'escalate' }
  /** The environment lacks something: no attempt can help, and none is used up. */
  | { readonly type: 'block' }
  /** The checks themselves cannot prove anything: no attempt can help. */
  | { readonly type: 'fail' };

/** Repeats in a row that do not count as retries; beyond them something is wrong after all. */
const MAX_REPEATS = 20;

/**
 * The ladder of mitigation, as a pure function. `failed` counts the attempts that failed before and including this
 * one, without repeats; `repeats` those in a row that did not count.
 */
export function nextStep(failure: Failure, failed: number, repeats: number, maxRetries: number): Step {
  switch (failure.reason) {
    case 'conflict':
      return repeats < MAX_REPEATS ? { type: 'repeat' } : { type: 'escalate' };
    case 'empty':
    case 'guide':
    case 'stub':
    case 'elided':
    case 'cut-off':
    case 'broken':
    case 'wrong-language':
    case 'wrong-file':
    case 'escaping-path':
    case 'edit-mismatch':
    case 'no-change':
    case 'missing-file':
    case 'check-red':
    case 'regression':
    case 'timeout':
    case 'stall':
      return failed <= maxRetries ? { type: 'retry' } : { type: 'escalate' };
    // Asking again would get the same answer, or ask a person the same question.
    case 'provider':
    case 'not-approved':
    case 'taken-over':
    case 'ignored':
    case 'workspace':
    case 'internal':
      return { type: 'escalate' };
    case 'environment':
      return { type: 'block' };
    case 'unproven':
      return { type: 'fail' };
    default:
      return unreachable(failure);
  }
}
