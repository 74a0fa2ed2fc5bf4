import type { AttemptEvent } from '../domain/attempt-event.ts';
import type { AttemptIo } from '../domain/attempt-io.ts';
import type { Clock } from '../domain/clock.ts';
import type { EventBody } from '../domain/event.ts';
import type { Failure } from '../domain/failure.ts';
import type { Instruction } from '../domain/instruction.ts';
import type { State } from '../domain/reduce.ts';
import { err, type Result } from '../domain/result.ts';
import type { AttemptState } from '../domain/state.ts';
import type { Produce } from '../producer/produce.ts';
import type { ReadyProvider } from '../provider/ready-provider.ts';
import type { Settings } from '../settings/settings.ts';
import type { BeforeCache } from '../verification/before.ts';
import { startLimits } from './limits.ts';
import { submitCandidate, type SubmitParts } from './submit.ts';

/** What attempts are run with; the same for all of a run. */
export interface AttemptParts extends SubmitParts {
  readonly state: State;
  readonly dispatch: (event: EventBody) => void;
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'timeout' | 'stall'>;
  readonly instructionOf: (worker: string) => Instruction | undefined;
  readonly produce: Produce;
  readonly before: BeforeCache;
}

/** How an attempt ended. `stopped` says nothing about the work: the engine is going down. */
export type AttemptEnd =
  | { readonly type: 'accepted' }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'stopped' };

export interface AttemptRequest {
  readonly worker: string;
  readonly attempt: number;
  readonly provider: ReadyProvider;
  /** The attempt before this one that the model has to learn from; null where there is none. */
  readonly previous: AttemptState | null;
  /** Aborts with a `Failure` when a person escalates the worker, with anything else when the engine stops. */
  readonly signal: AbortSignal;
}

/**
 * One try at a worker: produce a candidate, then bring it through its verification onto the run's branch. One signal
 * ends all of it, and the first reason wins.
 */
export async function runAttempt(parts: AttemptParts, request: AttemptRequest): Promise<AttemptEnd> {
  const { clock, settings } = parts;
  const { worker, attempt } = request;
  const own = new AbortController();
  const limits = startLimits({
    clock,
    timeoutMs: settings.timeout,
    stallMs: settings.stall,
    onEnd: (failure) => own.abort(failure),
  });
  const signal = AbortSignal.any([own.signal, request.signal]);
  const emit = (event: AttemptEvent): void => parts.dispatch({ ...event, worker, attempt });
  try {
    const result = await steps(parts, request, { emit, pace: limits, signal });
    if (result.ok) return { type: 'accepted' };
    // What failed because it was aborted failed for the reason of the abort.
    const cause = signal.aborted ? (signal.reason as unknown) : null;
    if (isFailure(cause)) return { type: 'failed', failure: cause };
    if (signal.aborted) return { type: 'stopped' };
    return { type: 'failed', failure: result.error };
  } finally {
    limits.close();
    own.abort();
  }
}

async function steps(
  parts: AttemptParts,
  { worker, attempt, provider, previous, signal }: AttemptRequest,
  io: AttemptIo,
): Promise<Result<void, Failure>> {
  const { state } = parts;
  const instruction = parts.instructionOf(worker);
  const tree = state.run?.tip;
  if (instruction === undefined || tree === undefined)
    return err({ reason: 'internal', detail: `no ${worker} in this run` });
  const checks = { instruction, waived: state.workers.get(worker)?.waived ?? [] };
  // While the model writes, so that it costs no time; it outlives the attempt, since a retry needs it too.
  const before = parts.before.run({ checks, attempt, base: tree, signal });
  const { name } = provider.provider;
  io.emit({ type: 'attempt-started', provider: name, model: provider.model, base: tree });
  const failure = previous?.outcome?.type === 'failed' ? previous.outcome.failure : null;
  const history = { attempt, failure, refused: previous?.refused ?? [] };
  const candidate = await parts.produce({ instruction, tree, history }, provider, io);
  return candidate.ok
    ? submitCandidate(parts, { candidate: candidate.value, instruction, before, io })
    : candidate;
}

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'reason' in value;
}
