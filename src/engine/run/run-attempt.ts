import type { Failure } from '../domain/failure.ts';
import type { Instruction } from '../domain/instruction.ts';
import { startLimits, type Limits } from './limits.ts';
import type { ProviderName } from '../domain/provider-name.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { ReadyProvider, RunContext } from './run-context.ts';
import type { AttemptState } from '../domain/state.ts';
import { workspaceFailure, type Candidate } from '../workspace/candidate.ts';
import { askModel } from '../producer/ask-model.ts';
import { gather } from '../producer/gather.ts';
import { buildPrompt } from '../producer/prompt.ts';
import { submitCandidate } from '../verification/submit.ts';
import { writeAnswer } from '../producer/write-answer.ts';

/** How an attempt ended. `stopped` says nothing about the work: the engine is going down. */
export type AttemptEnd =
  | { readonly type: 'accepted' }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'stopped' };

export interface AttemptOptions {
  readonly context: RunContext;
  readonly worker: string;
  readonly attempt: number;
  readonly ready: ReadyProvider;
  /** The attempt before this one, whose failure the model is shown. */
  readonly previous: AttemptState | null;
  /** Aborts with a `Failure` when a person escalates the worker, with anything else when the engine stops. */
  readonly signal: AbortSignal;
}

/** What the steps of one attempt share. */
export interface AttemptScope extends AttemptOptions {
  readonly limits: Limits;
  /** Ends with the worker's stay in the engine, not with the attempt. */
  readonly workerSignal: AbortSignal;
}

/**
 * One try at a worker: prompt, answer, edits, one commit, checks, integration. One signal ends all of it, and the
 * first reason wins.
 */
export async function runAttempt(options: AttemptOptions): Promise<AttemptEnd> {
  const { context } = options;
  const own = new AbortController();
  const limits = startLimits({
    clock: context.clock,
    timeoutMs: context.settings.timeout,
    stallMs: context.settings.stall,
    onEnd: (failure) => own.abort(failure),
  });
  const signal = AbortSignal.any([own.signal, options.signal]);
  try {
    const result = await steps({ ...options, limits, signal, workerSignal: options.signal });
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

async function steps(scope: AttemptScope): Promise<Result<void, Failure>> {
  const { context, worker, attempt } = scope;
  const instruction = context.instructions.get(worker);
  const base = context.state.run?.tip;
  if (instruction === undefined || base === undefined)
    return err({ reason: 'internal', detail: `no ${worker} in this run` });
  // While the model writes, so that it costs no time; it outlives the attempt, since a retry needs it too.
  const before = context.before.run({ context, instruction, attempt, base, signal: scope.workerSignal });
  const candidate = await makeCandidate(scope, instruction, base);
  return candidate.ok ? submitCandidate(scope, candidate.value, before) : candidate;
}

async function makeCandidate(
  scope: AttemptScope,
  instruction: Instruction,
  base: string,
): Promise<Result<Candidate, Failure>> {
  const { context, worker, attempt, ready, previous } = scope;
  const provider: ProviderName = ready.provider.name;
  context.dispatch({ type: 'attempt-started', worker, attempt, provider, model: ready.model, base });
  const gathered = await gather(context.repo, base, instruction);
  if (!gathered.ok) return err(workspaceFailure(gathered.error));
  const messages = buildPrompt({
    instruction,
    phase: context.phaseTitle,
    ...gathered.value,
    attempt,
    maxRetries: context.settings.maxRetries,
    failure: previous?.outcome?.type === 'failed' ? previous.outcome.failure : null,
    refused: previous?.refused ?? [],
    tokenBudget: context.settings.promptTokens,
  });
  const answer = await askModel({ ...scope, messages });
  if (!answer.ok) return answer;
  const written = await writeAnswer(scope, instruction, base, answer.value);
  return written.ok ? ok({ worker, attempt, base, ...written.value }) : written;
}

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'reason' in value;
}
