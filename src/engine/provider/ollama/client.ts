import { Ollama, type ChatRequest } from 'ollama';
import { systemClock, type Clock } from '../../domain/clock.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { collectAnswer, type AnswerText } from '../answer-text.ts';
import { sizeContext, type ContextWindow } from './context-window.ts';
import { requestFault } from '../fault.ts';
import { networkFault } from '../network-fault.ts';
import { ollamaWire, type OllamaWire } from './wire.ts';
import type { ModelRequest, Provider, RequestFault } from '../provider.ts';
import { redactSecrets } from '../../secrets/redact.ts';
import { limitRequest, type RequestLimit } from '../request-limit.ts';
import { beginStream, settleStream, tooLongFault, type StreamEnd } from '../stream-end.ts';

export interface OllamaOptions {
  readonly host: string;
  /** Limit on one whole request, answer included. */
  readonly requestTimeoutMs: number;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
}

/** A probe is one short request. */
const PROBE_MS = 15_000;

/** The client of one request, the wire that checks its responses, and its time limit. */
interface Connection {
  readonly client: Ollama;
  readonly wire: OllamaWire;
  readonly limit: RequestLimit;
}

/** A local model through the `ollama` package. Thinking tokens are no part of the answer: `onText` gets an empty text. */
export function createOllama(options: OllamaOptions): Provider {
  const { host, requestTimeoutMs } = options;
  const clock = options.clock ?? systemClock;
  const where = `Ollama at ${redactSecrets(host, [])}`;
  /** The context lengths of models, and the largest context asked for so far: a change of size reloads the model. */
  const contextLengths = new Map<string, number | null>();
  const largest = new Map<string, number>();

  /** Each request has its own client, since the package can only abort all requests of a client at once. */
  const connect = (signal: AbortSignal, limitMs: number): Connection => {
    const limit = limitRequest(clock, signal, limitMs);
    const wire = ollamaWire(limit.signal, options.fetch ?? fetch, () => clock.now());
    return { client: new Ollama({ host, fetch: wire.fetch }), wire, limit };
  };
  const faultOf = ({ wire, limit }: Connection, error: unknown, model: string): RequestFault => {
    const fault = limit.fault() ?? wire.fault() ?? networkFault(error, where, []);
    return explain(fault, model);
  };
  const show = async (client: Ollama, model: string): Promise<void> => {
    contextLengths.set(model, readContextLength((await client.show({ model })).model_info));
  };

  return {
    name: 'ollama',
    async complete(request, onText, signal) {
      const connection = connect(signal, requestTimeoutMs);
      const answer = collectAnswer(onText);
      const end = beginStream();
      let broken: RequestFault | null = null;
      try {
        // Without the model's context length the request is sent all the same; if the server is gone, that says so.
        if (!contextLengths.has(request.model)) await show(connection.client, request.model).catch(() => {});
        const contextLength = contextLengths.get(request.model) ?? null;
        const size = sizeContext(await request.countTokens(), request.maxOutputTokens, contextLength);
        if (!size.ok) return err(requestFault('bad-request', size.error));
        const numCtx = Math.max(size.value.numCtx, largest.get(request.model) ?? 0);
        largest.set(request.model, numCtx);
        await streamChat(connection.client, request, { ...size.value, numCtx }, answer, end);
      } catch (error) {
        broken = faultOf(connection, error, request.model);
      } finally {
        connection.limit.release();
      }
      return settleStream(end, answer, broken);
    },
    async probe(model, signal): Promise<Result<void, RequestFault>> {
      const connection = connect(signal, Math.min(PROBE_MS, requestTimeoutMs));
      try {
        await show(connection.client, model);
        return ok(undefined);
      } catch (error) {
        return err(faultOf(connection, error, model));
      } finally {
        connection.limit.release();
      }
    },
  };
}

async function streamChat(
  client: Ollama,
  request: ModelRequest,
  size: ContextWindow,
  answer: AnswerText,
  end: StreamEnd,
): Promise<void> {
  const chat: ChatRequest & { readonly stream: true; readonly truncate: false; readonly shift: false } = {
    model: request.model,
    messages: request.messages.map(({ role, content }) => ({ role, content })),
    stream: true,
    options: { num_ctx: size.numCtx, num_predict: size.numPredict },
    // Servers that know these options refuse a prompt that does not fit, instead of cutting it.
    truncate: false,
    shift: false,
  };
  for await (const part of await client.chat(chat)) {
    const message = part.message as typeof part.message | undefined;
    if (message?.content) answer.push(message.content);
    else if (message?.thinking) answer.thought();
    if (answer.tooLong()) {
      end.fault = tooLongFault();
      return;
    }
    if (!part.done) continue;
    end.usage = { inputTokens: count(part.prompt_eval_count), outputTokens: count(part.eval_count) };
    end.finish = part.done_reason === 'length' ? 'length' : 'stop';
  }
}

/** Adds to a fault what to do about it. */
function explain(fault: RequestFault, model: string): RequestFault {
  const missing = fault.kind === 'bad-request' && /^404\b|not found/.test(fault.detail);
  if (missing) return { ...fault, detail: `${fault.detail}: run "ollama pull ${model}"` };
  const down = fault.kind === 'unreachable' && fault.detail.startsWith('cannot reach');
  return down
    ? { ...fault, detail: `${fault.detail}: start it with "ollama serve", or set OLLAMA_HOST` }
    : fault;
}

/** The server leaves a count out when the prompt was cached. */
function count(value: number | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

/** `model_info` is a plain object, whatever the package's types say: `{"qwen2.context_length": 32768, …}`. */
function readContextLength(info: unknown): number | null {
  if (typeof info !== 'object' || info === null) return null;
  for (const [key, value] of Object.entries(info)) {
    if (key.endsWith('.context_length') && typeof value === 'number' && value > 0) return value;
  }
  return null;
}
