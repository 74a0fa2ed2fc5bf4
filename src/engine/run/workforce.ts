import type { Command } from '../domain/command.ts';
import { sealEvidence } from '../evidence/seal.ts';
import type { Failure } from '../domain/failure.ts';
import { runAttempt, type AttemptEnd } from './run-attempt.ts';
import { nextStep } from '../mitigation/ladder.ts';
import type { ProviderName } from '../domain/provider-name.ts';
import { unreachable } from '../domain/result.ts';
import type { RunContext } from './run-context.ts';
import type { Changes, Scheduler } from '../plan/scheduler.ts';
import { isStuck, type AttemptState, type WorkerState } from '../domain/state.ts';

/** The workers of a run at work: starts what may start, and hears what a person wants of one of them. */
export interface Workforce {
  /** Resolves when nothing runs and nothing can start. */
  idle(): Promise<void>;
  handle(command: Extract<Command, { type: 'retry' | 'escalate' | 'waive' | 'pause' | 'unpause' }>): void;
  /** Sends workers back after a review. */
  rework(workers: readonly string[]): void;
}

export interface WorkforceOptions {
  readonly context: RunContext;
  readonly scheduler: Scheduler;
  readonly routeOf: (worker: string) => ProviderName;
  /** Aborts when the engine stops. */
  readonly signal: AbortSignal;
}

export function startWorkforce(options: WorkforceOptions): Workforce {
  const { context, scheduler, signal } = options;
  const nothing: Changes = { start: [], blocked: [], unblocked: [] };
  const { dispatch, state } = context;
  const active = new Map<string, AbortController>();
  const waiters: (() => void)[] = [];

  const apply = (changes: Changes): void => {
    for (const { worker, by } of changes.blocked) dispatch({ type: 'worker-blocked', worker, by });
    for (const worker of changes.unblocked) dispatch({ type: 'worker-unblocked', worker });
    for (const worker of changes.start) void work(worker);
    if (active.size === 0 && (scheduler.isIdle() || signal.aborted || isOverBudget(context))) {
      for (const wake of waiters.splice(0)) wake();
    }
  };

  // While the run is paused nobody else is there to hear it.
  signal.addEventListener('abort', () => apply(nothing), { once: true });

  const work = async (worker: string): Promise<void> => {
    const abort = new AbortController();
    active.set(worker, abort);
    const ended = await attempts(worker, AbortSignal.any([abort.signal, signal]));
    active.delete(worker);
    if (ended !== 'stopped') sealEvidence(context, worker);
    if (ended === 'accepted') apply(scheduler.accepted(worker));
    else if (ended === 'stuck') apply(scheduler.stuck(worker));
    else apply(nothing);
  };

  /** Attempt after attempt, until the worker is accepted, left to a person, or the engine stops. */
  const attempts = async (worker: string, abort: AbortSignal): Promise<'accepted' | 'stuck' | 'stopped'> => {
    for (;;) {
      const record = state.workers.get(worker);
      const ready = context.providers.get(options.routeOf(worker));
      if (record === undefined) return 'stopped';
      if (ready === undefined) {
        const detail = `${options.routeOf(worker)} is not set up`;
        dispatch({
          type: 'worker-escalated',
          worker,
          failure: { reason: 'provider', kind: 'unreachable', detail },
        });
        return 'stuck';
      }
      if (isOverBudget(context)) return 'stopped';
      const attempt = record.attempts.length + 1;
      const previous = lastFailed(record);
      const end = await guarded(runAttempt({ context, worker, attempt, ready, previous, signal: abort }));
      if (end.type === 'accepted') return 'accepted';
      if (end.type === 'stopped') {
        dispatch({ type: 'attempt-interrupted', worker, attempt });
        return 'stopped';
      }
      dispatch({ type: 'attempt-failed', worker, attempt, failure: end.failure });
      const next = settleFailure(worker, end.failure, abort);
      if (next !== 'again') return next;
    }
  };

  /** Records what follows a failed attempt. */
  const settleFailure = (
    worker: string,
    failure: Failure,
    abort: AbortSignal,
  ): 'again' | 'stuck' | 'accepted' => {
    const record = state.workers.get(worker);
    const isTakenOver = abort.aborted && !signal.aborted;
    const granted = ((record?.extraRetries ?? 0) + 1) * (context.settings.maxRetries + 1);
    const failed = record?.attempts.filter((attempt) => isCounted(attempt)).length ?? 0;
    const repeats = record === undefined ? 0 : trailingRepeats(record);
    const kept = record?.attempts.some((attempt) => attempt.outcome?.type === 'accepted') === true;
    const step = isTakenOver ? 'escalate' : nextStep(failure, failed, repeats, granted - 1).type;
    if (step === 'retry' || step === 'repeat') return 'again';
    // Its earlier work is on the branch, verified: a rework that fails takes nothing away.
    if (kept) {
      dispatch({ type: 'worker-kept', worker, failure });
      return 'accepted';
    }
    switch (step) {
      case 'escalate':
        dispatch({ type: 'worker-escalated', worker, failure });
        return 'stuck';
      case 'block':
        if (failure.reason === 'environment')
          dispatch({ type: 'worker-lacking', worker, lacks: failure.lacks });
        return 'stuck';
      case 'fail':
        dispatch({ type: 'worker-failed', worker, failure });
        return 'stuck';
      default:
        return unreachable(step);
    }
  };

  const waitsForPerson = (worker: string): boolean => {
    const status = state.workers.get(worker)?.status;
    return status !== undefined && isStuck(status);
  };

  const send = (worker: string, why: string): void => {
    dispatch({ type: 'worker-retried', worker, why });
    apply(scheduler.again(worker));
  };

  apply(scheduler.fill());
  return {
    idle: () =>
      new Promise((resolve) => {
        waiters.push(resolve);
        apply(nothing);
      }),
    handle(command) {
      switch (command.type) {
        case 'retry':
          if (waitsForPerson(command.worker)) send(command.worker, 'a person asked for it');
          break;
        case 'waive': {
          const { worker, check, reason, by } = command;
          if (!state.workers.has(worker)) break;
          dispatch({ type: 'check-waived', worker, check, reason, by });
          if (waitsForPerson(worker)) send(worker, `check ${check + 1} is waived`);
          break;
        }
        case 'escalate':
          active.get(command.worker)?.abort({ reason: 'taken-over' } satisfies Failure);
          break;
        case 'pause':
          dispatch({ type: 'run-paused' });
          apply(scheduler.setPaused(true));
          break;
        case 'unpause':
          dispatch({ type: 'run-unpaused' });
          apply(scheduler.setPaused(false));
          break;
      }
    },
    rework(workers) {
      for (const worker of workers) if (state.workers.has(worker)) send(worker, 'sent back at the review');
    },
  };
}

/** Whether the money that the settings allow is spent. An unknown price stops nothing: it is shown as unknown. */
export function isOverBudget(context: RunContext): boolean {
  const { budget } = context.settings;
  const spent = context.state.run?.totals.costUsd ?? null;
  return budget !== undefined && spent !== null && spent >= budget;
}

/** A bug in an attempt ends that attempt, in the open; the others go on. */
function guarded(end: Promise<AttemptEnd>): Promise<AttemptEnd> {
  return end.catch((error: unknown) => {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { type: 'failed', failure: { reason: 'internal', detail } };
  });
}

/** An attempt that used up one of the worker's tries: a conflict, a lack or an interruption did not. */
function isCounted(attempt: AttemptState): boolean {
  if (attempt.outcome?.type !== 'failed') return false;
  const { reason } = attempt.outcome.failure;
  return reason !== 'conflict' && reason !== 'environment';
}

function trailingRepeats(record: WorkerState): number {
  const last = record.attempts.findLastIndex((attempt) => isCounted(attempt));
  return record.attempts.length - 1 - last;
}

/** The newest attempt that the model has to learn from. */
function lastFailed(record: WorkerState): AttemptState | null {
  return record.attempts.findLast((attempt) => isCounted(attempt)) ?? null;
}
