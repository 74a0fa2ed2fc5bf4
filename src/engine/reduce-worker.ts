import type { Event } from './event.ts';
import { describeFailure } from './failure.ts';
import { unreachable } from './result.ts';
import type { AttemptState, Progress, Step, WorkerFacts, WorkerState, WorkerStatus } from './state.ts';

/** A worker that nothing has happened to yet. */
export function createWorker(facts: WorkerFacts): WorkerState {
  return {
    facts,
    status: { state: 'waiting' },
    attempts: [],
    lastEvent: '',
    startedAt: null,
    extraRetries: 0,
    waived: [],
    evidence: null,
    seq: 0,
  };
}

/** One worker's record after one event that is about it. */
export function reduceWorker(worker: WorkerState, event: Event): WorkerState {
  const next = reduce(worker, event);
  return next === worker ? worker : { ...next, seq: Math.max(worker.seq, event.seq) };
}

function reduce(worker: WorkerState, event: Event): WorkerState {
  switch (event.type) {
    case 'worker-blocked':
      return {
        ...worker,
        status: { state: 'blocked', by: event.by, lacks: [] },
        lastEvent: `blocked by ${event.by.join(', ')}`,
      };
    case 'worker-lacking':
      return {
        ...worker,
        status: { state: 'blocked', by: [], lacks: event.lacks },
        lastEvent: describeFailure({ reason: 'environment', lacks: event.lacks }),
      };
    case 'worker-kept': {
      const earlier = worker.attempts.findLast((attempt) => attempt.outcome?.type === 'accepted');
      if (earlier?.outcome?.type !== 'accepted') return worker;
      const { verdict, commit } = earlier.outcome;
      return {
        ...worker,
        status: { state: 'accepted', verdict, commit, at: event.at },
        lastEvent: `rework failed, the earlier work stays: ${describeFailure(event.failure)}`,
      };
    }
    case 'worker-failed':
      return {
        ...worker,
        status: { state: 'failed', failure: event.failure, at: event.at },
        lastEvent: describeFailure(event.failure),
      };
    case 'check-waived': {
      const { check, reason, by } = event;
      const others = worker.waived.filter((waiver) => waiver.check !== check);
      return {
        ...worker,
        waived: [...others, { check, reason, by }],
        lastEvent: `check ${check + 1} waived: ${reason}`,
      };
    }
    case 'evidence-sealed':
      return { ...worker, evidence: event.record };
    case 'worktree-changed':
      return editAttempt(worker, (attempt) => ({
        ...attempt,
        dropped: [...new Set([...attempt.dropped, ...event.paths])],
      }));
    case 'worker-unblocked':
      return { ...worker, status: { state: 'waiting' }, lastEvent: 'waits again' };
    case 'worker-retried':
      return {
        ...worker,
        status: { state: 'waiting' },
        extraRetries: worker.extraRetries + 1,
        lastEvent: `again: ${event.why}`,
      };
    case 'worker-escalated':
      return {
        ...worker,
        status: { state: 'escalated', failure: event.failure, at: event.at },
        lastEvent: describeFailure(event.failure),
      };
    case 'attempt-started':
      return startAttempt(worker, event);
    case 'model-requested': {
      const asked = editAttempt(worker, (attempt) => ({ ...attempt, requests: attempt.requests + 1 }));
      return moveTo(asked, 'model', event.at, `asks for about ${event.promptTokens} tokens of prompt`);
    }
    case 'model-text':
      return progress(worker, {
        at: event.at,
        kind: 'tokens',
        answerChars: answerChars(worker) + event.text.length,
      });
    case 'check-output':
      return progress(worker, { at: event.at, kind: 'checks', answerChars: answerChars(worker) });
    case 'model-delayed':
      return moveTo(
        worker,
        'model',
        event.at,
        `${event.fault}: again in ${Math.ceil(event.delayMs / 1000)} s`,
      );
    case 'model-answered': {
      const { inputTokens, outputTokens } = event.usage;
      const paid = editAttempt(worker, (attempt) => ({
        ...attempt,
        inputTokens: plus(attempt.inputTokens, inputTokens, attempt.requests),
        outputTokens: plus(attempt.outputTokens, outputTokens, attempt.requests),
        costUsd: plus(attempt.costUsd, event.costUsd, attempt.requests),
      }));
      return moveTo(paid, 'answer', event.at, `answered, ${outputTokens ?? 'unknown'} tokens`);
    }
    case 'answer-read': {
      const { files, refused } = event;
      const read = editAttempt(worker, (attempt) => ({ ...attempt, files, refused }));
      const note = refused.length > 0 ? `, ${refused.length} refused` : '';
      return moveTo(
        read,
        'answer',
        event.at,
        `wrote ${files.length} file${files.length === 1 ? '' : 's'}${note}`,
      );
    }
    case 'attempt-committed':
      return moveTo(
        editAttempt(worker, (attempt) => ({ ...attempt, commit: event.commit })),
        'answer',
        event.at,
        `committed ${event.commit.slice(0, 7)}`,
      );
    case 'verify-queued':
      return moveTo(worker, 'queue', event.at, 'waits for its checks');
    case 'checks-started': {
      const whose = event.of === worker.facts.id ? '' : ` of ${event.of}`;
      return moveTo(worker, 'checks', event.at, `checks${whose} (${event.purpose})`);
    }
    case 'checks-finished':
      return finishChecks(worker, event);
    case 'landing':
      return moveTo(
        editAttempt(worker, (attempt) => ({ ...attempt, proof: event.proof })),
        'landing',
        event.at,
        'landing',
      );
    case 'worker-accepted':
      return {
        ...editAttempt(
          endAttempt(worker, event.at, { type: 'accepted', verdict: event.verdict, commit: event.commit }),
          (attempt) => ({
            ...attempt,
            proof: event.proof,
          }),
        ),
        status: { state: 'accepted', verdict: event.verdict, commit: event.commit, at: event.at },
        lastEvent: `accepted (${event.verdict}) ${event.commit.slice(0, 7)}`,
      };
    case 'attempt-failed':
      return {
        ...endAttempt(worker, event.at, { type: 'failed', failure: event.failure }),
        status: { state: 'waiting' },
        lastEvent: describeFailure(event.failure),
      };
    case 'attempt-interrupted':
      return {
        ...endAttempt(worker, event.at, { type: 'interrupted' }),
        status: { state: 'waiting' },
        lastEvent: 'interrupted',
      };
    case 'approval-requested':
      return {
        ...worker,
        status: { state: 'approval', approval: event.approval.id, since: event.at },
        lastEvent: `asks: ${event.approval.command}`,
      };
    case 'approval-answered':
      if (worker.status.state !== 'approval') return worker;
      return moveTo(
        { ...worker, status: running('queue', event.at, 0) },
        'queue',
        event.at,
        event.answer.type,
      );
    case 'run-created':
    case 'run-started':
    case 'environment-lacking':
    case 'run-paused':
    case 'run-unpaused':
    case 'run-stopped':
    case 'stage-started':
    case 'stage-output':
    case 'stage-finished':
    case 'gate-opened':
    case 'gate-answered':
    case 'merge-obstructed':
    case 'phase-merged':
    case 'phase-rejected':
      return worker;
    default:
      return unreachable(event);
  }
}

function startAttempt(worker: WorkerState, event: Extract<Event, { type: 'attempt-started' }>): WorkerState {
  const attempt: AttemptState = {
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
  return {
    ...worker,
    attempts: [...worker.attempts, attempt],
    startedAt: worker.startedAt ?? event.at,
    status: running('prompt', event.at, 0),
    lastEvent: `attempt ${event.attempt} on ${event.base.slice(0, 7)}`,
  };
}

function finishChecks(worker: WorkerState, event: Extract<Event, { type: 'checks-finished' }>): WorkerState {
  const green = event.results.filter((result) => result.status === 'green').length;
  const isOwn = event.of === worker.facts.id;
  const checked = isOwn ? editAttempt(worker, (attempt) => withResults(attempt, event)) : worker;
  const whose = isOwn ? '' : ` of ${event.of}`;
  const line = `${green} of ${event.results.length} checks${whose} green (${event.purpose})`;
  // The checks before the work run while the model writes: they do not change what the worker is at.
  return event.purpose === 'before'
    ? { ...checked, lastEvent: line }
    : moveTo(checked, 'checks', event.at, line);
}

/** The gate's results are its own affair: the evidence is what the attempt's own checks said. */
function withResults(
  attempt: AttemptState,
  event: Extract<Event, { type: 'checks-finished' }>,
): AttemptState {
  if (event.purpose === 'before') return { ...attempt, before: event.results };
  return event.purpose === 'attempt' ? { ...attempt, checks: event.results } : attempt;
}

function running(step: Step, at: number, answerChars: number): WorkerStatus {
  return { state: 'running', step, since: at, progress: { at, kind: 'step', answerChars } };
}

function answerChars(worker: WorkerState): number {
  return worker.status.state === 'running' ? worker.status.progress.answerChars : 0;
}

function moveTo(worker: WorkerState, step: Step, at: number, lastEvent: string): WorkerState {
  if (worker.status.state !== 'running') return { ...worker, lastEvent };
  return { ...worker, status: running(step, at, answerChars(worker)), lastEvent };
}

function progress(worker: WorkerState, value: Progress): WorkerState {
  return worker.status.state === 'running'
    ? { ...worker, status: { ...worker.status, progress: value } }
    : worker;
}

function editAttempt(worker: WorkerState, edit: (attempt: AttemptState) => AttemptState): WorkerState {
  const last = worker.attempts.at(-1);
  return last === undefined ? worker : { ...worker, attempts: [...worker.attempts.slice(0, -1), edit(last)] };
}

function endAttempt(worker: WorkerState, at: number, outcome: AttemptState['outcome']): WorkerState {
  return editAttempt(worker, (attempt) => ({ ...attempt, endedAt: at, outcome }));
}

/** Adds one request's figure; a sum that misses one of its parts is unknown, not smaller. */
function plus(sum: number | null, part: number | null, request: number): number | null {
  if (part === null) return null;
  return request <= 1 || sum !== null ? (sum ?? 0) + part : null;
}
