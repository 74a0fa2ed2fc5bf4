import { z } from 'zod';
import { err, ok } from '../engine/domain/result.ts';
import type { ModelReply } from './model.ts';
import { firstIssue, openaiContent, openaiErrors, openaiRole, sse } from './openai-wire.ts';
import type { SimulatedUsage, Wire } from './wire.ts';

const request = z.looseObject({
  model: z.string(),
  input: z.union([
    z.string(),
    z.array(z.looseObject({ role: z.string().optional(), content: openaiContent })).min(1),
  ]),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  max_output_tokens: z.number().int().positive().nullish(),
  previous_response_id: z
    .null({ error: 'the simulated model keeps no responses; send the whole input' })
    .optional(),
});

const usageOf = (usage: SimulatedUsage): object => ({
  input_tokens: usage.inputTokens,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: usage.outputTokens,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: usage.inputTokens + usage.outputTokens,
});

const textPart = (text: string): object => ({ type: 'output_text', text, annotations: [], logprobs: [] });
const statusOf = (reply: ModelReply): string => (reply.finish === 'length' ? 'incomplete' : 'completed');

/** OpenAI's Responses: `POST /v1/responses`. */
export const openaiResponsesWire: Wire = {
  errors: openaiErrors,
  parse: (body) => {
    const parsed = request.safeParse(body);
    if (!parsed.success) return err(firstIssue(parsed.error));
    const { input, instructions, model, stream, max_output_tokens } = parsed.data;
    const items = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
    const messages = items.map(({ role, content }) => ({ role: openaiRole(role), content }));
    return ok({
      messages:
        typeof instructions === 'string'
          ? [{ role: 'system', content: instructions }, ...messages]
          : messages,
      model,
      stream: stream ?? false,
      maxTokens: max_output_tokens ?? null,
      includeUsage: true,
    });
  },
  open: (call, id, createdMs) => {
    const item_id = `msg_simulated_${id}`;
    let sequence_number = 0;
    const event = (type: string, data: object): string =>
      sse({ type, sequence_number: sequence_number++, ...data }, type);
    const place = { item_id, output_index: 0, content_index: 0 };
    const message = (status: string, content: readonly object[]): object => ({
      id: item_id,
      type: 'message',
      role: 'assistant',
      status,
      content,
    });
    const response = (status: string, output: readonly object[], usage: object | null): object => ({
      id: `resp_simulated_${id}`,
      object: 'response',
      created_at: Math.floor(createdMs / 1000),
      status,
      error: null,
      incomplete_details: status === 'incomplete' ? { reason: 'max_output_tokens' } : null,
      instructions: null,
      max_output_tokens: call.maxTokens,
      metadata: {},
      model: call.model,
      output,
      parallel_tool_calls: true,
      previous_response_id: null,
      temperature: 1,
      tool_choice: 'auto',
      tools: [],
      top_p: 1,
      truncation: 'disabled',
      usage,
    });
    const ended = (reply: ModelReply, usage: SimulatedUsage): object =>
      response(statusOf(reply), [message(statusOf(reply), [textPart(reply.text)])], usageOf(usage));
    return {
      streamType: 'text/event-stream; charset=utf-8',
      start: () =>
        event('response.created', { response: response('in_progress', [], null) }) +
        event('response.in_progress', { response: response('in_progress', [], null) }) +
        event('response.output_item.added', { output_index: 0, item: message('in_progress', []) }) +
        event('response.content_part.added', { ...place, part: textPart('') }),
      piece: (text) => event('response.output_text.delta', { ...place, delta: text, logprobs: [] }),
      finish: (reply, usage) =>
        event('response.output_text.done', { ...place, text: reply.text, logprobs: [] }) +
        event('response.content_part.done', { ...place, part: textPart(reply.text) }) +
        event('response.output_item.done', {
          output_index: 0,
          item: message(statusOf(reply), [textPart(reply.text)]),
        }) +
        event(`response.${statusOf(reply)}`, { response: ended(reply, usage) }),
      whole: ended,
    };
  },
};
