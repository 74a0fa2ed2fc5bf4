import type { AttemptIo } from '../domain/attempt-io.ts';
import type { Failure } from '../domain/failure.ts';
import { costUsd } from '../provider/prices.ts';
import type { Message, ModelAnswer, Provider } from '../provider/provider.ts';
import { requestWithRepeats } from '../provider/request.ts';
import { DEFAULT_RETRY_POLICY } from '../provider/retry-policy.ts';
import { estimatePromptTokens } from '../provider/tokens.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { ReadyProvider } from '../provider/ready-provider.ts';
import type { ProducerParts } from './producer-parts.ts';
import { joinContinuation } from './answer/continuation.ts';
import { continuationMessages } from './prompt-continuation.ts';

/** A whole answer, made of as many requests as its length took. */
export interface FullAnswer {
  readonly text: string;
  readonly finish: ModelAnswer['finish'];
}

/** An answer that is still cut off after this many continuations is not going to end. */
const MAX_CONTINUATIONS = 6;

export type AskParts = Pick<ProducerParts, 'clock' | 'settings' | 'prices' | 'tables'>;

export interface AskRequest {
  readonly provider: ReadyProvider;
  readonly messages: readonly Message[];
  readonly io: AttemptIo;
}

/** Asks until the answer is whole. Every request, delay, piece of text and price becomes an event. */
export async function askModel(
  parts: AskParts,
  { provider, messages, io }: AskRequest,
): Promise<Result<FullAnswer, Failure>> {
  let text = '';
  for (let request = 1; ; request += 1) {
    const asked = request === 1 ? messages : continuationMessages(messages, text);
    const answer = await askOnce(parts, { provider, messages: asked, io }, request);
    if (!answer.ok) return answer;
    text = request === 1 ? answer.value.text : joinContinuation(text, answer.value.text);
    const isCutOff = answer.value.finish === 'length';
    if (!isCutOff || request > MAX_CONTINUATIONS) return ok({ text, finish: answer.value.finish });
    io.emit({
      type: 'model-text',
      text: `\n[cut off by the length limit of ${provider.model}: continued]\n`,
    });
  }
}

async function askOnce(
  { clock, settings, prices, tables }: AskParts,
  { provider: { provider, model, rate }, messages, io }: AskRequest,
  request: number,
): Promise<Result<ModelAnswer, Failure>> {
  const { emit, pace, signal } = io;
  emit({ type: 'model-requested', request, promptTokens: estimatePromptTokens(messages) });
  const startedAt = clock.now();
  const tell = (text: string): void => emit({ type: 'model-text', text });
  // Every request waits for its turn, repeated ones too; waiting is no part of the attempt's time.
  const inTurn: Provider = {
    ...provider,
    complete: async (request, onText, abort) => {
      pace.pause();
      await rate.take(abort);
      pace.resume();
      return provider.complete(request, onText, abort);
    },
  };
  const answer = await requestWithRepeats(
    inTurn,
    {
      messages,
      model,
      maxOutputTokens: settings.maxOutputTokens,
      countTokens: () => tables.countTokens(messages),
    },
    {
      clock,
      signal,
      policy: DEFAULT_RETRY_POLICY,
      onText: (text) => {
        pace.beat('tokens');
        tell(text);
      },
      onDelay: (fault, delayMs) => {
        // A server that asks for time is no stall of the worker.
        pace.pause();
        emit({ type: 'model-delayed', fault: fault.kind, detail: fault.detail, delayMs });
      },
      onRestart: () => tell('\n[connection lost: the answer starts anew]\n'),
    },
  );
  pace.resume();
  if (!answer.ok) {
    const { kind, detail } = answer.error;
    return err({ reason: 'provider', kind, detail });
  }
  const { usage } = answer.value;
  const durationMs = clock.now() - startedAt;
  const sources = { overrides: prices, listed: tables.listedCost };
  const cost = await costUsd(provider.name, model, usage, sources);
  emit({ type: 'model-answered', usage, costUsd: cost, durationMs });
  return answer;
}
