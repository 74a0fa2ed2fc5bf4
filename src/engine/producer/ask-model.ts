import type { Failure } from '../domain/failure.ts';
import type { Limits } from '../run/limits.ts';
import { costUsd } from '../provider/prices.ts';
import type { Message, ModelAnswer, Provider } from '../provider/provider.ts';
import type { ProviderName } from '../domain/provider-name.ts';
import { requestWithRepeats } from '../provider/request.ts';
import { DEFAULT_RETRY_POLICY } from '../provider/retry-policy.ts';
import { estimatePromptTokens } from '../provider/tokens.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { ReadyProvider, RunContext } from '../run/run-context.ts';
import { joinContinuation } from './answer/continuation.ts';
import { continuationMessages } from './prompt-continuation.ts';

/** A whole answer, made of as many requests as its length took. */
export interface FullAnswer {
  readonly text: string;
  readonly finish: ModelAnswer['finish'];
}

/** An answer that is still cut off after this many continuations is not going to end. */
const MAX_CONTINUATIONS = 6;

export interface AskOptions {
  readonly context: RunContext;
  readonly worker: string;
  readonly attempt: number;
  readonly ready: ReadyProvider;
  readonly messages: readonly Message[];
  readonly limits: Limits;
  readonly signal: AbortSignal;
}

/** Asks until the answer is whole. Every request, delay, piece of text and price becomes an event. */
export async function askModel(options: AskOptions): Promise<Result<FullAnswer, Failure>> {
  const { ready } = options;
  let text = '';
  for (let request = 1; ; request += 1) {
    const messages = request === 1 ? options.messages : continuationMessages(options.messages, text);
    const answer = await askOnce(options, messages, request);
    if (!answer.ok) return answer;
    text = request === 1 ? answer.value.text : joinContinuation(text, answer.value.text);
    const isCutOff = answer.value.finish === 'length';
    if (!isCutOff || request > MAX_CONTINUATIONS) return ok({ text, finish: answer.value.finish });
    options.context.dispatch({
      type: 'model-text',
      worker: options.worker,
      attempt: options.attempt,
      text: `\n[cut off by the length limit of ${ready.model}: continued]\n`,
    });
  }
}

async function askOnce(
  options: AskOptions,
  messages: readonly Message[],
  request: number,
): Promise<Result<ModelAnswer, Failure>> {
  const { context, worker, attempt, ready, limits, signal } = options;
  const { provider, model, rate } = ready;
  const promptTokens = estimatePromptTokens(messages);
  context.dispatch({ type: 'model-requested', worker, attempt, request, promptTokens });
  const startedAt = context.clock.now();
  const tell = (text: string): void => context.dispatch({ type: 'model-text', worker, attempt, text });
  // Every request waits for its turn, repeated ones too; waiting is no part of the attempt's time.
  const inTurn: Provider = {
    ...provider,
    complete: async (request, onText, abort) => {
      limits.pause();
      await rate.take(abort);
      limits.resume();
      return provider.complete(request, onText, abort);
    },
  };
  const answer = await requestWithRepeats(
    inTurn,
    { messages, model, maxOutputTokens: context.settings.maxOutputTokens },
    {
      clock: context.clock,
      signal,
      policy: DEFAULT_RETRY_POLICY,
      onText: (text) => {
        limits.beat('tokens');
        tell(text);
      },
      onDelay: (fault, delayMs) => {
        // A server that asks for time is no stall of the worker.
        limits.pause();
        const { kind, detail } = fault;
        context.dispatch({ type: 'model-delayed', worker, attempt, fault: kind, detail, delayMs });
      },
      onRestart: () => tell('\n[connection lost: the answer starts anew]\n'),
    },
  );
  limits.resume();
  if (!answer.ok) {
    const { kind, detail } = answer.error;
    return err({ reason: 'provider', kind, detail });
  }
  const { usage } = answer.value;
  context.dispatch({
    type: 'model-answered',
    worker,
    attempt,
    usage,
    costUsd: costOf(context, provider.name, model, usage),
    durationMs: context.clock.now() - startedAt,
  });
  return answer;
}

function costOf(
  context: RunContext,
  provider: ProviderName,
  model: string,
  usage: ModelAnswer['usage'],
): number | null {
  return costUsd(provider, model, usage, context.prices);
}
