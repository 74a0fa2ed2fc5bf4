import type { Event } from './event.ts';
import { describeFailure } from './failure.ts';
import { createAttempt, reduceAttempt } from './reduce-attempt.ts';
import { unreachable } from './result.ts';
import type { Progress, WorkStep, WorkerState, WorkerStatus } from './state.ts';
import type { WorkerFacts } from './worker-facts.ts';

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

/** Makes a split worker wait for all its parts. */
export function waitForParts(worker: WorkerState, parts: readonly string[]): WorkerState {
  const after = [...worker.facts.after, ...parts.map((part) => ({ worker: part, because: 'a part of it' }))];
  return { ...worker, facts: { ...worker.facts, after } };
}

/** One worker's record after one event that is about it. */
export function reduceWorker(worker: WorkerState, event: Event): WorkerState {
  const next = reduceStatus(reduceLastAttempt(worker, event), event);
  return next === worker ? worker : { ...next, seq: Math.max(worker.seq, event.seq) };
}

/**
 * Applies an event to the newest attempt's record. The start of an attempt is left to `reduceStatus`, which adds the
 * record.
 */
function reduceLastAttempt(worker: WorkerState, event: Event): WorkerState {
  const last = worker.attempts.at(-1);
  if (last === undefined || !('attempt' in event) || event.type === 'attempt-started') return worker;
  const next = reduceAttempt(last, event);
  return next === last ? worker : { ...worker, attempts: [...worker.attempts.slice(0, -1), next] };
}

/** Applies an event to the worker's status and to the text of its row. */
function reduceStatus(worker: WorkerState, event: Event): WorkerState {
  switch (event.type) {
    case 'worker-rerouted':
      return {
        ...worker,
        facts: { ...worker.facts, route: event.provider },
        override: event.provider,
        lastEvent: `goes to ${event.provider}: ${event.why}`,
      };
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
    case 'worker-unblocked':
      return { ...worker, status: { state: 'waiting' }, lastEvent: 'waits again' };
    case 'worker-retried':
      return {
        ...worker,
        status: { state: 'waiting' },
        extraRetries: worker.extraRetries + 1,
        lastEvent: `again: ${event.why}`,
      };
    case 'worker-kept':
      return keepEarlier(worker, event);
    case 'worker-failed':
      return {
        ...worker,
        status: { state: 'failed', failure: event.failure, at: event.at },
        lastEvent: describeFailure(event.failure),
      };
    case 'worker-escalated':
      return {
        ...worker,
        status: { state: 'escalated', failure: event.failure, at: event.at },
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
    case 'attempt-started':
      return {
        ...worker,
        attempts: [...worker.attempts, createAttempt(event)],
        startedAt: worker.startedAt ?? event.at,
        status: running('prompt', event.at, 0),
        lastEvent: `attempt ${event.attempt} on ${event.base.slice(0, 7)}`,
      };
    case 'model-requested':
      return moveTo(worker, 'model', event.at, `asks for about ${event.promptTokens} tokens of prompt`);
    case 'model-text': {
      const chars = answerChars(worker) + event.text.length;
      return progress(worker, { at: event.at, kind: 'tokens', answerChars: chars });
    }
    case 'model-delayed': {
      const seconds = Math.ceil(event.delayMs / 1000);
      return moveTo(worker, 'model', event.at, `${event.fault}: again in ${seconds} s`);
    }
    case 'model-answered':
      return moveTo(worker, 'answer', event.at, `answered, ${event.usage.outputTokens ?? 'unknown'} tokens`);
    case 'answer-read': {
      const files = `${event.files.length} file${event.files.length === 1 ? '' : 's'}`;
      const refused = event.refused.length > 0 ? `, ${event.refused.length} refused` : '';
      return moveTo(worker, 'answer', event.at, `wrote ${files}${refused}`);
    }
    case 'attempt-committed':
      return moveTo(worker, 'answer', event.at, `committed ${event.commit.slice(0, 7)}`);
    case 'verify-queued':
      return moveTo(worker, 'queue', event.at, 'waits for its checks');
    case 'checks-started':
      return moveTo(worker, 'checks', event.at, `checks${whose(event)} (${event.purpose})`);
    case 'check-output':
      return progress(worker, { at: event.at, kind: 'checks', answerChars: answerChars(worker) });
    case 'checks-finished': {
      const green = event.results.filter((result) => result.status === 'green').length;
      const line = `${green} of ${event.results.length} checks${whose(event)} green (${event.purpose})`;
      // The checks before the work run while the model writes: they do not change what the worker is at.
      if (event.purpose === 'before') return { ...worker, lastEvent: line };
      return moveTo(worker, 'checks', event.at, line);
    }
    case 'landing':
      return moveTo(worker, 'landing', event.at, 'landing');
    case 'worker-accepted':
      return {
        ...worker,
        status: { state: 'accepted', verdict: event.verdict, commit: event.commit, at: event.at },
        lastEvent: `accepted (${event.verdict}) ${event.commit.slice(0, 7)}`,
      };
    case 'attempt-failed':
      return { ...worker, status: { state: 'waiting' }, lastEvent: describeFailure(event.failure) };
    case 'attempt-interrupted':
      return { ...worker, status: { state: 'waiting' }, lastEvent: 'interrupted' };
    case 'approval-requested':
      return {
        ...worker,
        status: { state: 'approval', approval: event.approval.id, since: event.at },
        lastEvent: `asks: ${event.approval.command}`,
      };
    case 'approval-answered':
      return worker.status.state === 'approval'
        ? { ...worker, status: running('queue', event.at, 0), lastEvent: event.answer.type }
        : worker;
    // This event changes the attempt's record only.
    case 'worktree-changed':
    case 'run-created':
    case 'workers-added':
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

function keepEarlier(worker: WorkerState, event: Extract<Event, { type: 'worker-kept' }>): WorkerState {
  const earlier = worker.attempts.findLast((attempt) => attempt.outcome?.type === 'accepted');
  if (earlier?.outcome?.type !== 'accepted') return worker;
  const { verdict, commit } = earlier.outcome;
  return {
    ...worker,
    status: { state: 'accepted', verdict, commit, at: event.at },
    lastEvent: `rework failed, the earlier work stays: ${describeFailure(event.failure)}`,
  };
}

/** Names the worker whose checks these are, where it is an earlier one. */
function whose(event: { readonly of: string; readonly worker: string }): string {
  return event.of === event.worker ? '' : ` of ${event.of}`;
}

function running(step: WorkStep, at: number, answerChars: number): WorkerStatus {
  return { state: 'running', step, since: at, progress: { at, kind: 'step', answerChars } };
}

function answerChars(worker: WorkerState): number {
  return worker.status.state === 'running' ? worker.status.progress.answerChars : 0;
}

function moveTo(worker: WorkerState, step: WorkStep, at: number, lastEvent: string): WorkerState {
  if (worker.status.state !== 'running') return { ...worker, lastEvent };
  return { ...worker, status: running(step, at, answerChars(worker)), lastEvent };
}

function progress(worker: WorkerState, value: Progress): WorkerState {
  return worker.status.state === 'running'
    ? { ...worker, status: { ...worker.status, progress: value } }
    : worker;
}
