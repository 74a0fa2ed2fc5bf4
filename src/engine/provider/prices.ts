import { calcPrice } from '@pydantic/genai-prices';
import type { ProviderName } from '../domain/provider-name.ts';
import type { Usage } from '../domain/usage.ts';

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/** Prices by model name that the settings give; each stands in for what is known of that model. */
export type Prices = Readonly<Record<string, Price>>;

/**
 * What an answer cost in US dollars, at standard prices without caching: null when the model's price or its tokens are
 * not known, 0 for a model on one's own machine.
 */
export function costUsd(
  provider: ProviderName,
  model: string,
  usage: Usage,
  overrides: Prices = {},
): number | null {
  const own = Object.hasOwn(overrides, model) ? overrides[model] : undefined;
  if (own === undefined && provider === 'ollama') return 0;
  if (own?.input === 0 && own.output === 0) return 0;
  if (usage.inputTokens === null || usage.outputTokens === null) return null;
  if (own !== undefined) return (usage.inputTokens * own.input + usage.outputTokens * own.output) / 1_000_000;
  const tokens = { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens };
  return calcPrice(tokens, model, { providerId: provider })?.total_price ?? null;
}
