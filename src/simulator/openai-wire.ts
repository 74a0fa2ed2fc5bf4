import { z } from 'zod';
import type { SimulatedMessage } from './conversation.ts';
import type { WireErrors } from './wire.ts';

const error = (message: string, type: string, code: string | null): object => ({
  error: { message, type, param: null, code },
});

/** OpenAI's error bodies. */
export const openaiErrors: WireErrors = {
  refused: (status, message) => error(message, 'invalid_request_error', status === 404 ? 'not_found' : null),
  rateLimited: () =>
    error('Rate limit reached for requests. Please try again in 1s.', 'requests', 'rate_limit_exceeded'),
  failed: () =>
    error('The server had an error while processing your request. Sorry about that!', 'server_error', null),
  unauthorized: () => error('Incorrect API key provided.', 'invalid_request_error', 'invalid_api_key'),
};

const parts = z.array(z.looseObject({ text: z.string().optional() }));

/** A message's content: text, or a list of parts of which some are text. */
export const openaiContent = z
  .union([z.string(), parts, z.null()])
  .optional()
  .transform((content) =>
    typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join(''),
  );

/** OpenAI's roles as the simulator knows them: `developer` is the new name of `system`. */
export function openaiRole(role: string | undefined): SimulatedMessage['role'] {
  return role === 'assistant' ? 'assistant' : role === 'system' || role === 'developer' ? 'system' : 'user';
}

/** The first thing that is wrong with a body, in words. */
export function firstIssue(failure: z.ZodError): string {
  const issue = failure.issues[0];
  const where = issue?.path.join('.') ?? '';
  return `${where === '' ? 'body' : where}: ${issue?.message ?? 'invalid'}`;
}

/** One server-sent event; the Responses API names its events, Chat Completions does not. */
export function sse(data: unknown, event?: string): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
}

/** The entry of a model in `/v1/models`. */
export function openaiModel(id: string): object {
  return { id, object: 'model', created: 1_700_000_000, owned_by: 'wingman' };
}
