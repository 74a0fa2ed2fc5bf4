import type { AttemptState, WorkerState } from '../domain/state.ts';

/** What mitigation must know of a worker after a failed attempt. Plain data. */
export interface Standing {
  /** Attempts that count against the retries, this one included. */
  readonly failed: number;
  /** Attempts in a row, up to this one, that do not count. */
  readonly repeats: number;
  /** Attempts that are allowed after the first one. */
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

/** The newest counted attempt, whose failure the model is shown; null where there is none. */
export function lastFailed(worker: WorkerState): AttemptState | null {
  return worker.attempts.findLast((attempt) => isCounted(attempt)) ?? null;
}

/** Whether an attempt counts against the retries: a conflict, a missing dependency or an interruption does not. */
function isCounted(attempt: AttemptState): boolean {
  if (attempt.outcome?.type !== 'failed') return false;
  const { reason } = attempt.outcome.failure;
  return reason !== 'conflict' && reason !== 'environment';
}
