import { createRequire } from 'node:module';
import type * as GenaiPrices from '@pydantic/genai-prices';
import type { ProviderName } from '../domain/provider-name.ts';
import { unreachable } from '../domain/result.ts';
import type { Usage } from '../domain/usage.ts';
import type { Pricing } from './descriptor.ts';
import { providers } from './registry.ts';

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/** Prices by model name from the settings; each overrides the known price of that model. */
export type Prices = Readonly<Record<string, Price>>;

/**
 * What an answer cost in US dollars, at standard prices without caching: null when the model's price or its tokens are
 * not known, 0 for a local model.
 */
export function costUsd(
  provider: ProviderName,
  model: string,
  usage: Usage,
  overrides: Prices = {},
): number | null {
  return costBy(providers.of(provider).pricing, model, usage, overrides);
}

/** The same for a provider with this pricing. */
export function costBy(pricing: Pricing, model: string, usage: Usage, overrides: Prices): number | null {
  const own = Object.hasOwn(overrides, model) ? overrides[model] : undefined;
  if (own !== undefined) return ownCost(own, usage);
  switch (pricing.type) {
    case 'free':
      return 0;
    case 'listed':
      return listedCost(pricing.id, model, usage);
    default:
      return unreachable(pricing);
  }
}

function ownCost({ input, output }: Price, { inputTokens, outputTokens }: Usage): number | null {
  if (input === 0 && output === 0) return 0;
  if (inputTokens === null || outputTokens === null) return null;
  return (inputTokens * input + outputTokens * output) / 1_000_000;
}

let table: typeof GenaiPrices | null = null;

/**
 * The table takes about 20 MB that are never freed, so it is loaded only when a price is needed. It computes each price
 * itself, since prices of one model change with the prompt's length and with the date.
 */
function listedCost(provider: string, model: string, { inputTokens, outputTokens }: Usage): number | null {
  if (inputTokens === null || outputTokens === null) return null;
  table ??= createRequire(import.meta.url)('@pydantic/genai-prices') as typeof GenaiPrices;
  const tokens = { input_tokens: inputTokens, output_tokens: outputTokens };
  return table.calcPrice(tokens, model, { providerId: provider })?.total_price ?? null;
}
