import OpenAI from 'openai';
import { systemClock, type Clock } from '../../domain/clock.ts';
import { err, type Result } from '../../domain/result.ts';
import { collectAnswer } from '../answer-text.ts';
import { streamChat } from './chat.ts';
import { openaiFault } from './fault.ts';
import { probeModel } from './probe.ts';
import { streamResponse } from './responses.ts';
import { isOpenAIHost, type OpenAIApi } from './settings.ts';
import type { Provider, RequestFault } from '../provider.ts';
import { redactSecrets } from '../../secrets/redact.ts';
import { limitRequest } from '../request-limit.ts';
import { beginStream, settleStream } from '../stream-end.ts';

export interface OpenAIOptions {
  readonly apiKey: string;
  readonly baseURL: string;
  readonly api: OpenAIApi;
  /** Limit on one whole request, answer included. */
  readonly requestTimeoutMs: number;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
}

/** A probe is one short request. */
const PROBE_MS = 15_000;

/**
 * OpenAI, or a server that speaks its language, through the `openai` package. Requests are never repeated in here, so
 * that every repeat is visible. Reasoning tokens (`reasoning_content`, `<think>…</think>`) are no part of the answer:
 * `onText` gets an empty text for each, which shows progress and adds nothing.
 */
export function createOpenAI(options: OpenAIOptions): Provider {
  const { apiKey, baseURL, api, requestTimeoutMs } = options;
  const clock = options.clock ?? systemClock;
  const secrets = [apiKey];
  const client = new OpenAI({
    apiKey,
    baseURL,
    maxRetries: 0,
    timeout: requestTimeoutMs,
    adminAPIKey: null,
    webhookSecret: null,
    // The package would write to the terminal, which belongs to the screen.
    logLevel: 'off',
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
  const official = isOpenAIHost(baseURL);
  const where = redactSecrets(baseURL, secrets);

  return {
    name: 'openai',
    async complete(request, onText, signal) {
      const limit = limitRequest(clock, signal, requestTimeoutMs);
      const answer = collectAnswer(onText);
      const end = beginStream();
      let broken: RequestFault | null = null;
      try {
        if (api === 'responses') await streamResponse(client, request, limit.signal, answer, end);
        else {
          const limitName = official ? 'max_completion_tokens' : 'max_tokens';
          await streamChat(client, request, limitName, limit.signal, answer, end);
        }
      } catch (error) {
        broken = openaiFault(error, where, secrets, clock.now());
      } finally {
        limit.release();
      }
      if (end.finish === null && limit.fault() !== null) broken = limit.fault();
      const settled = settleStream(end, answer, broken);
      // The text of an error inside the stream comes from the server too.
      return settled.ok
        ? settled
        : err({ ...settled.error, detail: redactSecrets(settled.error.detail, secrets) });
    },
    async probe(model, signal): Promise<Result<void, RequestFault>> {
      const limit = limitRequest(clock, signal, Math.min(PROBE_MS, requestTimeoutMs));
      try {
        return await probeModel(client, model, official, where, limit.signal);
      } catch (error) {
        return err(limit.fault() ?? openaiFault(error, where, secrets, clock.now()));
      } finally {
        limit.release();
      }
    },
  };
}
