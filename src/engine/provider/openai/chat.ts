import type OpenAI from 'openai';
import type { AnswerText } from '../answer-text.ts';
import { requestFault } from '../fault.ts';
import type { ModelRequest } from '../provider.ts';
import { tooLongFault, type StreamEnd } from '../stream-end.ts';

/** OpenAI's own newer models refuse `max_tokens`; many other servers know nothing else. */
export type TokenLimitName = 'max_tokens' | 'max_completion_tokens';

/** Reads one Chat Completions stream to its end. Throws what the client throws. */
export async function streamChat(
  client: OpenAI,
  request: ModelRequest,
  limitName: TokenLimitName,
  signal: AbortSignal,
  answer: AnswerText,
  end: StreamEnd,
): Promise<void> {
  const stream = await client.chat.completions.create(
    {
      model: request.model,
      messages: request.messages.map(({ role, content }) => ({ role, content })),
      stream: true,
      stream_options: { include_usage: true },
      [limitName]: request.maxOutputTokens,
    },
    { signal },
  );
  for await (const chunk of stream) {
    if (chunk.usage) {
      end.usage = {
        inputTokens: chunk.usage.prompt_tokens ?? null,
        outputTokens: chunk.usage.completion_tokens ?? null,
      };
    }
    // Other servers leave the list out of the last chunk.
    const choice = (chunk.choices as typeof chunk.choices | undefined)?.[0];
    if (choice === undefined) continue;
    readDelta(choice.delta, answer, end);
    if (answer.tooLong()) {
      end.fault = tooLongFault();
      return;
    }
    if (choice.finish_reason !== null) readFinish(choice.finish_reason, end);
  }
}

type Delta = OpenAI.Chat.Completions.ChatCompletionChunk.Choice.Delta;

/** Where DeepSeek and vLLM (`reasoning_content`), OpenRouter and Ollama (`reasoning`) put what a model thinks. */
interface ReasoningDelta {
  readonly reasoning_content?: unknown;
  readonly reasoning?: unknown;
}

function readDelta(delta: (Delta & ReasoningDelta) | undefined, answer: AnswerText, end: StreamEnd): void {
  if (typeof delta?.content === 'string' && delta.content !== '') answer.push(delta.content);
  else if (typeof delta?.refusal === 'string') end.refusal += delta.refusal;
  else if (delta?.reasoning_content || delta?.reasoning) answer.thought();
}

/** Takes any text: other servers have reasons of their own. */
function readFinish(reason: string | undefined, end: StreamEnd): void {
  switch (reason) {
    case undefined:
      return;
    case 'length':
    case 'max_tokens':
      end.finish = 'length';
      return;
    case 'content_filter':
      end.finish = 'filtered';
      return;
    case 'abort':
    case 'error':
    case 'insufficient_system_resource':
      end.fault = requestFault('overloaded', `the server broke the answer off: ${reason}`);
      return;
    default:
      end.finish = 'stop';
  }
}
