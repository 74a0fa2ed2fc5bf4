import type { Command } from '../domain/command.ts';
import type { ProviderName } from '../domain/provider-name.ts';
import { unreachable } from '../domain/result.ts';
import { isStuck } from '../domain/state.ts';
import type { Failure } from '../domain/failure.ts';
import type { Sealer } from '../evidence/seal.ts';
import type { Mitigate } from '../mitigation/ladder.ts';
import { lastFailed, standingOf } from '../mitigation/standing.ts';
import type { Changes, Scheduler } from '../plan/scheduler.ts';
import type { ReadyProvider } from '../provider/ready-provider.ts';
import type { Settings } from '../settings/settings.ts';
import { effectOf, type Effect } from './apply-mitigation.ts';
import { isOverBudget } from './budget.ts';
import { runAttempt, type AttemptEnd, type AttemptParts } from './run-attempt.ts';

/** The workers of a run at work: starts what may start, and hears what a person wants of one of them. */
export interface Workforce {
  /** Resolves when nothing runs and nothing can start. */
  idle(): Promise<void>;
  handle(command: Extract<Command, { type: 'retry' | 'escalate' | 'waive' | 'pause' | 'unpause' }>): void;
  /** Sends workers back after a review. */
  rework(workers: readonly string[]): void;
}

export interface WorkforceParts extends AttemptParts {
  readonly settings: Pick<Settings, 'timeout' | 'stall' | 'maxRetries' | 'budget'>;
  readonly scheduler: Scheduler;
  readonly providers: ReadonlyMap<ProviderName, ReadyProvider>;
  /** Where a worker's next attempt goes. */
  readonly routeOf: (worker: string) => ProviderName;
  readonly mitigate: Mitigate;
  readonly sealer: Sealer;
  /** Aborts when the engine stops. */
  readonly signal: AbortSignal;
}

/** How a worker's stay in the workforce ended, for now. */
type WorkEnd = Exclude<Effect['next'], { type: 'again' }> | { readonly type: 'stopped' };

export function startWorkforce(parts: WorkforceParts): Workforce {
  const { dispatch, state, scheduler, settings, signal } = parts;
  const nothing: Changes = { start: [], blocked: [], unblocked: [] };
  const active = new Map<string, AbortController>();
  const waiters: (() => void)[] = [];

  const apply = (changes: Changes): void => {
    for (const { worker, by } of changes.blocked) dispatch({ type: 'worker-blocked', worker, by });
    for (const worker of changes.unblocked) dispatch({ type: 'worker-unblocked', worker });
    for (const worker of changes.start) void work(worker);
    if (active.size === 0 && (scheduler.isIdle() || signal.aborted || isOverBudget(state, settings))) {
      for (const wake of waiters.splice(0)) wake();
    }
  };

  // While the run is paused nobody else is there to hear it.
  signal.addEventListener('abort', () => apply(nothing), { once: true });

  const work = async (worker: string): Promise<void> => {
    const abort = new AbortController();
    active.set(worker, abort);
    const end = await attempts(worker, AbortSignal.any([abort.signal, signal]));
    active.delete(worker);
    if (end.type === 'accepted' || end.type === 'stuck') parts.sealer.seal(worker);
    apply(move(worker, end));
  };

  const move = (worker: string, end: WorkEnd): Changes => {
    switch (end.type) {
      case 'accepted':
        return scheduler.accepted(worker);
      case 'stuck':
        return scheduler.stuck(worker);
      case 'split':
        return scheduler.add(
          end.parts.map(({ facts }) => ({ id: facts.id, after: facts.after.map((edge) => edge.worker) })),
          worker,
        );
      case 'stopped':
        return nothing;
      default:
        return unreachable(end);
    }
  };

  /** Attempt after attempt, until the worker is accepted, left to a person or its parts, or the engine stops. */
  const attempts = async (worker: string, abort: AbortSignal): Promise<WorkEnd> => {
    for (;;) {
      const record = state.workers.get(worker);
      if (record === undefined) return { type: 'stopped' };
      const route = parts.routeOf(worker);
      const provider = parts.providers.get(route);
      if (provider === undefined) {
        const detail = `${route} is not set up`;
        const failure: Failure = { reason: 'provider', kind: 'unreachable', detail };
        dispatch({ type: 'worker-escalated', worker, failure });
        return { type: 'stuck' };
      }
      if (isOverBudget(state, settings)) return { type: 'stopped' };
      const attempt = record.attempts.length + 1;
      const previous = lastFailed(record);
      const request = { worker, attempt, provider, previous, signal: abort };
      const end = await guarded(runAttempt(parts, request));
      if (end.type === 'accepted') return end;
      if (end.type === 'stopped') {
        dispatch({ type: 'attempt-interrupted', worker, attempt });
        return end;
      }
      dispatch({ type: 'attempt-failed', worker, attempt, failure: end.failure });
      const next = settle(worker, end.failure, abort.aborted && !signal.aborted);
      if (next.type !== 'again') return next;
    }
  };

  /** Decides what follows a failed attempt, and records it. */
  const settle = (worker: string, failure: Failure, isTakenOver: boolean): Effect['next'] => {
    const record = state.workers.get(worker);
    if (record === undefined) return { type: 'stuck' };
    const decided = parts.mitigate(failure, standingOf(record, settings.maxRetries, isTakenOver));
    const effect = effectOf(decided, record.facts, failure);
    for (const event of effect.events) dispatch(event);
    return effect.next;
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
        default:
          unreachable(command);
      }
    },
    rework(workers) {
      for (const worker of workers) if (state.workers.has(worker)) send(worker, 'sent back at the review');
    },
  };
}

/** A bug in an attempt ends that attempt, in the open; the others go on. */
function guarded(end: Promise<AttemptEnd>): Promise<AttemptEnd> {
  return end.catch((error: unknown) => {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { type: 'failed', failure: { reason: 'internal', detail } };
  });
}
