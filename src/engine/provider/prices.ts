import type { ProviderName, Usage } from './provider.ts';

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/** Prices by model name; a setting may add to the table or replace a line of it. */
export type Prices = Readonly<Record<string, Price>>;

/**
 * OpenAI's standard prices without caching, from the data of `@pydantic/genai-prices` 0.1.8, read on 2026-11-22. The
 * newer models cost more above 272,000 input tokens, which no prompt here has.
 */
const OPENAI_PRICES: Prices = {
  'gpt-4.1': { input: 2, output: 8 },
  'gpt-4.1-mini': { input: 0.4, output: 1.6 },
  'gpt-4.1-nano': { input: 0.1, output: 0.4 },
  'gpt-4o': { input: 2.5, output: 10 },
  'gpt-4o-mini': { input: 0.15, output: 0.6 },
  'gpt-5': { input: 1.25, output: 10 },
  'gpt-5-codex': { input: 1.25, output: 10 },
  'gpt-5-mini': { input: 0.25, output: 2 },
  'gpt-5-nano': { input: 0.05, output: 0.4 },
  'gpt-5.1': { input: 1.25, output: 10 },
  'gpt-5.1-codex': { input: 1.25, output: 10 },
  'gpt-5.1-codex-mini': { input: 0.25, output: 2 },
  'gpt-5.2': { input: 1.75, output: 14 },
  'gpt-5.2-codex': { input: 1.75, output: 14 },
  'gpt-5.3-codex': { input: 1.75, output: 14 },
  'gpt-5.4': { input: 2.5, output: 15 },
  'gpt-5.4-mini': { input: 0.75, output: 4.5 },
  'gpt-5.4-nano': { input: 0.2, output: 1.25 },
  'gpt-5.5': { input: 5, output: 30 },
  'gpt-5.6-luna': { input: 0.2, output: 1.2 },
  'gpt-5.6-sol': { input: 4, output: 20 },
  'gpt-5.6-terra': { input: 2, output: 12 },
  o3: { input: 2, output: 8 },
  'o3-mini': { input: 1.1, output: 4.4 },
  'o4-mini': { input: 1.1, output: 4.4 },
};

/**
 * What an answer cost in US dollars: null when the model's price or its tokens are not known, 0 for a model on one's
 * own machine.
 */
export function costUsd(
  provider: ProviderName,
  model: string,
  usage: Usage,
  overrides: Prices = {},
): number | null {
  const price = find(overrides, model) ?? (provider === 'ollama' ? FREE : find(OPENAI_PRICES, model));
  if (price === null) return null;
  if (price.input === 0 && price.output === 0) return 0;
  if (usage.inputTokens === null || usage.outputTokens === null) return null;
  return (usage.inputTokens * price.input + usage.outputTokens * price.output) / 1_000_000;
}

const FREE: Price = { input: 0, output: 0 };

/** A dated snapshot (`gpt-5.4-mini-2026-03-17`) costs what its model does. */
function find(prices: Prices, model: string): Price | null {
  const base = model.replace(/-\d{4}-\d{2}-\d{2}$/, '');
  for (const name of [model, base]) if (Object.hasOwn(prices, name)) return prices[name] ?? null;
  return null;
}
