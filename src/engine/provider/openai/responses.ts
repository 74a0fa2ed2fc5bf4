import type OpenAI from 'openai';
import type { AnswerText } from '../answer-text.ts';
import { serverFault } from '../fault.ts';
import type { ModelRequest } from '../provider.ts';
import type { Usage } from '../../domain/usage.ts';
import { tooLongFault, type StreamEnd } from '../stream-end.ts';

type Response = OpenAI.Responses.Response;

/** Reads one Responses stream to its end. Throws what the client throws. */
export async function streamResponse(
  client: OpenAI,
  request: ModelRequest,
  signal: AbortSignal,
  answer: AnswerText,
  end: StreamEnd,
): Promise<void> {
  const stream = await client.responses.create(
    {
      model: request.model,
      input: request.messages.map(({ role, content }) => ({ role, content })),
      stream: true,
      max_output_tokens: request.maxOutputTokens,
      // The server need not store the user's code.
      store: false,
    },
    { signal },
  );
  for await (const event of stream) {
    readEvent(event, answer, end);
    if (answer.tooLong()) end.fault = tooLongFault();
    if (end.finish !== null || end.fault !== null) return;
  }
}

/** Other events are about tools and parts that were not asked for. */
function readEvent(event: OpenAI.Responses.ResponseStreamEvent, answer: AnswerText, end: StreamEnd): void {
  if (event.type === 'response.output_text.delta') answer.push(event.delta);
  else if (event.type === 'response.refusal.delta') end.refusal += event.delta;
  else if (event.type === 'response.reasoning_text.delta') answer.thought();
  else if (event.type === 'response.reasoning_summary_text.delta') answer.thought();
  else if (event.type === 'response.completed') {
    end.usage = usageOf(event.response);
    end.finish = 'stop';
  } else if (event.type === 'response.incomplete') {
    end.usage = usageOf(event.response);
    end.finish = event.response.incomplete_details?.reason === 'content_filter' ? 'filtered' : 'length';
  } else if (event.type === 'response.failed') {
    end.fault = failed(event.response.error?.code ?? null, event.response.error?.message ?? '');
  } else if (event.type === 'error') {
    end.fault = failed(event.code, event.message);
  }
}

function failed(code: string | null, message: string): StreamEnd['fault'] {
  const said = message === '' ? 'the server gave no reason' : message;
  return serverFault({ status: null, code, message: said, retryAfterMs: null });
}

function usageOf(response: Response): Usage {
  return {
    inputTokens: response.usage?.input_tokens ?? null,
    outputTokens: response.usage?.output_tokens ?? null,
  };
}
