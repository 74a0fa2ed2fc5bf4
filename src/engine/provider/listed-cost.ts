import { createRequire } from 'node:module';
import type * as GenaiPrices from '@pydantic/genai-prices';
import type { Usage } from '../domain/usage.ts';

let list: typeof GenaiPrices | null = null;

/**
 * What an answer cost in US dollars by the list of `@pydantic/genai-prices`, under the provider's id there; null where
 * the model or its tokens are not known. The list computes each price itself, since prices of one model change with the
 * prompt's length and with the date. It is loaded when the first price is needed.
 */
export function listedCost(
  provider: string,
  model: string,
  { inputTokens, outputTokens }: Usage,
): number | null {
  if (!isCount(inputTokens) || !isCount(outputTokens)) return null;
  list ??= createRequire(import.meta.url)('@pydantic/genai-prices') as typeof GenaiPrices;
  const tokens = { input_tokens: inputTokens, output_tokens: outputTokens };
  return list.calcPrice(tokens, model, { providerId: provider })?.total_price ?? null;
}

/** Servers have sent other numbers, for which the list throws. */
const isCount = (tokens: number | null): tokens is number =>
  tokens !== null && Number.isFinite(tokens) && tokens >= 0;
