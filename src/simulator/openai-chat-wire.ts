import { z } from 'zod';
import { err, ok } from '../engine/domain/result.ts';
import { firstIssue, openaiContent, openaiErrors, openaiRole, sse } from './openai-wire.ts';
import type { SimulatedUsage, Wire } from './wire.ts';

const request = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: openaiContent })).min(1),
  stream: z.boolean().nullish(),
  max_tokens: z.number().int().positive().nullish(),
  max_completion_tokens: z.number().int().positive().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
});

const usageOf = (usage: SimulatedUsage): object => ({
  prompt_tokens: usage.inputTokens,
  completion_tokens: usage.outputTokens,
  total_tokens: usage.inputTokens + usage.outputTokens,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
});

/** OpenAI's Chat Completions: `POST /v1/chat/completions`. */
export const openaiChatWire: Wire = {
  errors: openaiErrors,
  parse: (body) => {
    const parsed = request.safeParse(body);
    if (!parsed.success) return err(firstIssue(parsed.error));
    const { messages, model, stream, max_tokens, max_completion_tokens, stream_options } = parsed.data;
    return ok({
      messages: messages.map(({ role, content }) => ({ role: openaiRole(role), content })),
      model,
      stream: stream ?? false,
      maxTokens: max_completion_tokens ?? max_tokens ?? null,
      includeUsage: stream_options?.include_usage ?? false,
    });
  },
  open: (call, id, createdMs) => {
    const head = { id: `chatcmpl-simulated-${id}`, created: Math.floor(createdMs / 1000), model: call.model };
    const chunk = (choices: readonly object[], usage: object | null): string =>
      sse({ ...head, object: 'chat.completion.chunk', choices, ...(call.includeUsage ? { usage } : {}) });
    const choice = (delta: object, finish_reason: string | null): readonly object[] => [
      { index: 0, delta, logprobs: null, finish_reason },
    ];
    return {
      streamType: 'text/event-stream; charset=utf-8',
      start: () => chunk(choice({ role: 'assistant', content: '', refusal: null }, null), null),
      piece: (text) => chunk(choice({ content: text }, null), null),
      finish: (reply, usage) =>
        chunk(choice({}, reply.finish), null) +
        (call.includeUsage ? chunk([], usageOf(usage)) : '') +
        'data: [DONE]\n\n',
      whole: (reply, usage) => ({
        ...head,
        object: 'chat.completion',
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: reply.text, refusal: null, annotations: [] },
            logprobs: null,
            finish_reason: reply.finish,
          },
        ],
        usage: usageOf(usage),
      }),
    };
  },
};
