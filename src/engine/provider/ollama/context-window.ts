import { err, ok, type Result } from '../../domain/result.ts';

/** Ollama reloads a model when its context size changes, so sizes are multiples of this. */
const STEP = 2048;

/** A margin, since the models' own tokenizers differ by this much on numbers and rare words. */
const MARGIN = 1.25;

/** Tokens that templates add around the messages. */
const TEMPLATE = 256;

/** A model with less room than this for its answer could only begin it. */
const SMALLEST_ANSWER = 512;

/** Ollama's `num_ctx` and `num_predict`, in tokens. */
export interface ContextWindow {
  readonly numCtx: number;
  readonly numPredict: number;
}

/**
 * A context that holds the prompt and the answer: Ollama's default silently cuts the prompt instead.
 * @param promptTokens as counted by `countPromptTokens`
 * @param contextLength what the model was made for; null when it is not known
 * @returns an error in words when the prompt cannot fit
 */
export function sizeContext(
  promptTokens: number,
  maxOutputTokens: number,
  contextLength: number | null,
): Result<ContextWindow, string> {
  const wanted = Math.ceil((promptTokens * MARGIN + TEMPLATE + maxOutputTokens) / STEP) * STEP;
  if (contextLength === null) return ok({ numCtx: wanted, numPredict: maxOutputTokens });
  const room = contextLength - promptTokens;
  if (room < Math.min(maxOutputTokens, SMALLEST_ANSWER)) {
    return err(
      `the prompt has about ${promptTokens} tokens and does not fit the model's context of ${contextLength}: ` +
        'use a model with a longer context, or a smaller prompt budget',
    );
  }
  return ok({ numCtx: Math.min(wanted, contextLength), numPredict: Math.min(maxOutputTokens, room) });
}
