import type { ProviderName } from '../domain/provider-name.ts';
import type { Usage } from '../domain/usage.ts';
import type { Failure } from '../domain/failure.ts';
import type { Result } from '../domain/result.ts';

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ModelRequest {
  readonly messages: readonly Message[];
  readonly model: string;
  /** Upper bound of the answer in tokens. */
  readonly maxOutputTokens: number;
  /** The tokens of the messages as `countPromptTokens` has them, for a provider that must know before it asks. */
  readonly countTokens: () => Promise<number>;
}

export interface ModelAnswer {
  readonly text: string;
  /** `length` means the answer was cut off by its limit and wants a continuation. */
  readonly finish: 'stop' | 'length' | 'filtered';
  readonly usage: Usage;
}

/** A fault of the request, which does not count as a failed attempt; `retryAfterMs` is what the server asked for. */
export type RequestFault = Extract<Failure, { reason: 'provider' }> & {
  readonly retryAfterMs: number | null;
};

/** One way to reach a model. Holds a client, no state of a run. */
export interface Provider {
  readonly name: ProviderName;
  /**
   * One streamed request, without repeats. `onText` gets every piece of text as it arrives.
   * Ends early, with an `unreachable` fault, when `signal` aborts.
   */
  complete(
    request: ModelRequest,
    onText: (text: string) => void,
    signal: AbortSignal,
  ): Promise<Result<ModelAnswer, RequestFault>>;
  /** Whether a request could succeed at all: endpoint there, key accepted, model known. One short request. */
  probe(model: string, signal: AbortSignal): Promise<Result<void, RequestFault>>;
}
