import type { Event } from './event.ts';
import { unreachable } from './result.ts';
import type { AttemptState } from './state.ts';

type AttemptStarted = Extract<Event, { type: 'attempt-started' }>;

/** The record of an attempt that has just begun. */
export function createAttempt(event: AttemptStarted): AttemptState {
  return {
    number: event.attempt,
    provider: event.provider,
    model: event.model,
    base: event.base,
    startedAt: event.at,
    endedAt: null,
    requests: 0,
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
    files: [],
    refused: [],
    dropped: [],
    commit: null,
    checks: [],
    proof: null,
    before: [],
    outcome: null,
  };
}

/** An attempt's record after one event of it; the same object where the event changes nothing. */
export function reduceAttempt(
  attempt: AttemptState,
  event: Exclude<Extract<Event, { attempt: number }>, AttemptStarted>,
): AttemptState {
  switch (event.type) {
    case 'model-requested':
      return { ...attempt, requests: attempt.requests + 1 };
    case 'model-answered':
      return {
        ...attempt,
        inputTokens: plus(attempt.inputTokens, event.usage.inputTokens, attempt.requests),
        outputTokens: plus(attempt.outputTokens, event.usage.outputTokens, attempt.requests),
        costUsd: plus(attempt.costUsd, event.costUsd, attempt.requests),
      };
    case 'answer-read':
      return { ...attempt, files: event.files, refused: event.refused };
    case 'worktree-changed':
      return { ...attempt, dropped: [...new Set([...attempt.dropped, ...event.paths])] };
    case 'attempt-committed':
      return { ...attempt, commit: event.commit };
    case 'checks-finished':
      return addResults(attempt, event);
    case 'landing':
      return { ...attempt, proof: event.proof };
    case 'worker-accepted': {
      const { at, verdict, commit, proof } = event;
      return { ...attempt, endedAt: at, proof, outcome: { type: 'accepted', verdict, commit } };
    }
    case 'attempt-failed':
      return { ...attempt, endedAt: event.at, outcome: { type: 'failed', failure: event.failure } };
    case 'attempt-interrupted':
      return { ...attempt, endedAt: event.at, outcome: { type: 'interrupted' } };
    case 'model-text':
    case 'model-delayed':
    case 'verify-queued':
    case 'checks-started':
    case 'check-output':
      return attempt;
    default:
      return unreachable(event);
  }
}

/** Only the worker's own checks are evidence of an attempt: not those of earlier workers, and not those at the gate. */
function addResults(attempt: AttemptState, event: Extract<Event, { type: 'checks-finished' }>): AttemptState {
  if (event.of !== event.worker) return attempt;
  if (event.purpose === 'before') return { ...attempt, before: event.results };
  return event.purpose === 'attempt' ? { ...attempt, checks: event.results } : attempt;
}

/** Adds one request's figure; a sum that misses one of its parts is unknown, not smaller. */
function plus(sum: number | null, part: number | null, request: number): number | null {
  if (part === null) return null;
  return request <= 1 || sum !== null ? (sum ?? 0) + part : null;
}
