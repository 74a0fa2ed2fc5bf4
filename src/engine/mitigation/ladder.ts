import type { Failure } from '../domain/failure.ts';
import { unreachable } from '../domain/result.ts';
import type { Mitigation } from './mitigation.ts';
import type { Standing } from './standing.ts';

/** Decides what follows a failed attempt: a pure function, given to the workforce from outside. */
export type Mitigate = (failure: Failure, standing: Standing) => Mitigation;

/** Repeats in a row that do not count as retries; beyond them something is wrong after all. */
const MAX_REPEATS = 20;

/** The ladder of mitigation. */
export const mitigate: Mitigate = (failure, standing) => {
  const next = standing.isTakenOver ? ESCALATE : step(failure, standing);
  const goesOn = next.type === 'retry' || next.type === 'repeat';
  // Its earlier work is on the branch, verified: a rework that fails takes nothing away.
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
    // Asking again would get the same answer, or ask a person the same question.
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
