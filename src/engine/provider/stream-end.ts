import { requestFault } from './fault.ts';
import type { AnswerText } from './answer-text.ts';
import type { ModelAnswer, RequestFault } from './provider.ts';
import type { Usage } from '../domain/usage.ts';
import { err, ok, type Result } from '../domain/result.ts';

/** What a stream has said so far about its end. Filled in while it is read, so that a broken stream is judged too. */
export interface StreamEnd {
  /** Null until the server said that the answer is complete, cut off or filtered. */
  finish: ModelAnswer['finish'] | null;
  usage: Usage;
  /** What the model said instead of an answer. */
  refusal: string;
  /** An error that the server sent inside the stream. */
  fault: RequestFault | null;
}

export function beginStream(): StreamEnd {
  return { finish: null, usage: { inputTokens: null, outputTokens: null }, refusal: '', fault: null };
}

/** The fault of an answer over the limit, which is not read any further. */
export function tooLongFault(): RequestFault {
  return requestFault('bad-request', 'the answer does not end: over 8,000,000 characters');
}

/**
 * The answer of a stream that has ended, by itself or with the fault `broken`. A stream without a finish reason is a
 * fault even where its text looks complete: half an answer must never pass for a whole one.
 */
export function settleStream(
  end: StreamEnd,
  answer: AnswerText,
  broken: RequestFault | null,
): Result<ModelAnswer, RequestFault> {
  if (end.fault !== null) return err(end.fault);
  const text = answer.end();
  if (end.refusal !== '') {
    return ok({ text: text === '' ? end.refusal : text, finish: 'filtered', usage: end.usage });
  }
  if (end.finish !== null) return ok({ text, finish: end.finish, usage: end.usage });
  return err(
    broken ?? requestFault('disconnected', 'the answer broke off: the stream ended without a finish reason'),
  );
}
