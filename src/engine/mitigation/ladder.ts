import type { Failure } from '../domain/failure.ts';
import { unreachable } from '../domain/result.ts';
import type { Mitigation } from './mitigation.ts';
import type { Standing } from './standing.ts';

/** Decides what follows a failed attempt: a pure function, given to the workforce from outside. */
export type Mitigate = (failure: Failure, standing: Standing) => Mitigation;

/** Repeats in a row that do not count as retries; after more of them something else must be wrong. */
const MAX_REPEATS = 20;

/** The standard ladder of mitigation: repeat, retry, then escalate. */
export const mitigate: Mitigate = (failure, standing) => {
  const next = standing.isTakenOver ? ESCALATE : step(failure, standing);
  const goesOn = next.type === 'retry' || next.type === 'repeat';
  // A failed rework takes nothing away: the earlier work is on the branch, verified.
  return standing.hasAcceptedWork && !goesOn ? { type: 'keep' } : next;
};

const ESCALATE: Mitigation = { type: 'escalate' };

function step(failure: Failure, { failed, repeats, maxRetries }: Standing): Mitigation {
  switch (failure.reason) {
    case 'conflict':
      return repeats < MAX_REPEATS ? { type: 'repeat' } : ESCALATE;
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
      return failed <= maxRetries ? { type: 'retry' } : ESCALATE;
    // A further attempt would end the same way, or ask a person the same question.
    case 'provider':
    case 'not-approved':
    case 'taken-over':
    case 'ignored':
    case 'workspace':
    case 'internal':
      return ESCALATE;
    case 'environment':
      return { type: 'block', lacks: failure.lacks };
    case 'unproven':
      return { type: 'fail' };
    default:
      return unreachable(failure);
  }
}
