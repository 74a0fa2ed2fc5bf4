import type { ProviderName } from '../domain/provider-name.ts';
import { unreachable } from '../domain/result.ts';
import type { Usage } from '../domain/usage.ts';
import type { Pricing } from './descriptor.ts';
import type { ListedCost } from './model-tables.ts';
import { providers } from './registry.ts';

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/** Prices by model name from the settings; each overrides the known price of that model. */
export type Prices = Readonly<Record<string, Price>>;

/** What prices are taken from. */
export interface PriceSources {
  /** From the settings. */
  readonly overrides: Prices;
  /** For providers that have a list. */
  readonly listed: ListedCost;
}

/**
 * What an answer cost in US dollars, at standard prices without caching: null when the model's price or its tokens are
 * not known, 0 for a local model.
 */
export function costUsd(
  provider: ProviderName,
  model: string,
  usage: Usage,
  sources: PriceSources,
): Promise<number | null> {
  return costBy(providers.of(provider).pricing, model, usage, sources);
}

/** The same for a provider with this pricing. */
export async function costBy(
  pricing: Pricing,
  model: string,
  usage: Usage,
  { overrides, listed }: PriceSources,
): Promise<number | null> {
  const own = Object.hasOwn(overrides, model) ? overrides[model] : undefined;
  if (own !== undefined) return ownCost(own, usage);
  switch (pricing.type) {
    case 'free':
      return 0;
    case 'listed':
      return usage.inputTokens === null || usage.outputTokens === null
        ? null
        : listed(pricing.id, model, usage);
    default:
      return unreachable(pricing);
  }
}

function ownCost({ input, output }: Price, { inputTokens, outputTokens }: Usage): number | null {
  if (input === 0 && output === 0) return 0;
  if (inputTokens === null || outputTokens === null) return null;
  return (inputTokens * input + outputTokens * output) / 1_000_000;
}
