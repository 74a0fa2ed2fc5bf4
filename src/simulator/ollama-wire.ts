import { z } from 'zod';
import { err, ok } from '../engine/domain/result.ts';
import type { ModelReply } from './model.ts';
import { firstIssue } from './openai-wire.ts';
import type { SimulatedUsage, Wire, WireErrors, WireReply } from './wire.ts';

/** Ollama's error bodies. */
export const ollamaErrors: WireErrors = {
  refused: (_status, message) => ({ error: message }),
  rateLimited: () => ({ error: 'too many requests' }),
  failed: () => ({ error: 'llama runner process has terminated: signal: killed' }),
  unauthorized: () => ({ error: 'unauthorized' }),
};

const common = {
  model: z.string(),
  stream: z.boolean().nullish(),
  options: z.looseObject({ num_predict: z.number().int().nullish() }).nullish(),
};
const message = z.looseObject({ role: z.string(), content: z.string().nullish() });
const chatRequest = z.looseObject({ ...common, messages: z.array(message).nullish() });
const generateRequest = z.looseObject({
  ...common,
  prompt: z.string().nullish(),
  system: z.string().nullish(),
});

/** Ollama streams unless it is told not to, and takes a limit below 1 for none. */
const settings = (body: {
  model: string;
  stream?: boolean | null | undefined;
  options?: { num_predict?: number | null | undefined } | null | undefined;
}) => {
  const limit = body.options?.num_predict ?? -1;
  return {
    model: body.model,
    stream: body.stream ?? true,
    maxTokens: limit > 0 ? limit : null,
    includeUsage: true,
  };
};

const NANOSECONDS_PER_TOKEN = 1_000_000;

function replyOf(model: string, createdMs: number, say: (text: string) => object): WireReply {
  const head = { model, created_at: new Date(createdMs).toISOString() };
  const line = (data: object): string => `${JSON.stringify({ ...head, ...data })}\n`;
  const end = (reply: ModelReply, usage: SimulatedUsage): object => ({
    done: true,
    done_reason: reply.finish,
    total_duration: (usage.inputTokens + usage.outputTokens) * NANOSECONDS_PER_TOKEN,
    load_duration: 0,
    prompt_eval_count: usage.inputTokens,
    prompt_eval_duration: usage.inputTokens * NANOSECONDS_PER_TOKEN,
    eval_count: usage.outputTokens,
    eval_duration: usage.outputTokens * NANOSECONDS_PER_TOKEN,
  });
  return {
    streamType: 'application/x-ndjson',
    start: () => '',
    piece: (text) => line({ ...say(text), done: false }),
    finish: (reply, usage) => line({ ...say(''), ...end(reply, usage) }),
    whole: (reply, usage) => ({ ...head, ...say(reply.text), ...end(reply, usage) }),
  };
}

const roleOf = (role: string): 'system' | 'user' | 'assistant' =>
  role === 'assistant' || role === 'system' ? role : 'user';

/** Ollama's chat: `POST /api/chat`. */
export const ollamaChatWire: Wire = {
  errors: ollamaErrors,
  parse: (body) => {
    const parsed = chatRequest.safeParse(body);
    if (!parsed.success) return err(firstIssue(parsed.error));
    const messages = (parsed.data.messages ?? []).map(({ role, content }) => ({
      role: roleOf(role),
      content: content ?? '',
    }));
    return ok({ messages, ...settings(parsed.data) });
  },
  open: (call, _id, createdMs) =>
    replyOf(call.model, createdMs, (text) => ({ message: { role: 'assistant', content: text } })),
};

/** Ollama's completion of a single prompt: `POST /api/generate`. */
export const ollamaGenerateWire: Wire = {
  errors: ollamaErrors,
  parse: (body) => {
    const parsed = generateRequest.safeParse(body);
    if (!parsed.success) return err(firstIssue(parsed.error));
    const { system, prompt } = parsed.data;
    return ok({
      messages: [
        ...(typeof system === 'string' ? [{ role: 'system' as const, content: system }] : []),
        { role: 'user', content: prompt ?? '' },
      ],
      ...settings(parsed.data),
    });
  },
  open: (call, _id, createdMs) => replyOf(call.model, createdMs, (text) => ({ response: text })),
};

const details = {
  parent_model: '',
  format: 'gguf',
  family: 'simulated',
  families: ['simulated'],
  parameter_size: '1B',
  quantization_level: 'Q4_0',
};
const MODIFIED = '2024-01-01T00:00:00Z';

/** The entry of a model in `/api/tags`. */
export function ollamaModel(name: string): object {
  return { name, model: name, modified_at: MODIFIED, size: 1, digest: '0'.repeat(64), details };
}

/** The answer of `/api/show`: a model with room for 128 Ki tokens. */
export function ollamaShow(): object {
  return {
    license: '',
    modelfile: '',
    parameters: '',
    template: '{{ .Prompt }}',
    details,
    model_info: { 'general.architecture': 'simulated', 'simulated.context_length': 131_072 },
    capabilities: ['completion'],
    modified_at: MODIFIED,
  };
}
