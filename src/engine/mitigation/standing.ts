import type { AttemptState, WorkerState } from '../domain/state.ts';

/** Where a worker stands after a failed attempt, as far as mitigation cares. Plain data. */
export interface Standing {
  /** Attempts that used up a try, this one included. */
  readonly failed: number;
  /** Attempts in a row, up to this one, that used up none. */
  readonly repeats: number;
  /** Further tries after the first one. */
  readonly maxRetries: number;
  /** An earlier attempt was accepted: this one was a rework. */
  readonly hasAcceptedWork: boolean;
  /** A person took the worker over while the attempt ran. */
  readonly isTakenOver: boolean;
}

/** @param maxRetries what the settings allow; each retry that a person granted allows as many again */
export function standingOf(worker: WorkerState, maxRetries: number, isTakenOver: boolean): Standing {
  const { attempts, extraRetries } = worker;
  const last = attempts.findLastIndex((attempt) => isCounted(attempt));
  return {
    failed: attempts.filter((attempt) => isCounted(attempt)).length,
    repeats: attempts.length - 1 - last,
    maxRetries: (extraRetries + 1) * (maxRetries + 1) - 1,
    hasAcceptedWork: attempts.some((attempt) => attempt.outcome?.type === 'accepted'),
    isTakenOver,
  };
}

/** The newest attempt that the model has to learn from; null where there is none. */
export function lastFailed(worker: WorkerState): AttemptState | null {
  return worker.attempts.findLast((attempt) => isCounted(attempt)) ?? null;
}

/** An attempt that used up one of the worker's tries: a conflict, a missing dependency or an interruption did not. */
function isCounted(attempt: AttemptState): boolean {
  if (attempt.outcome?.type !== 'failed') return false;
  const { reason } = attempt.outcome.failure;
  return reason !== 'conflict' && reason !== 'environment';
}
