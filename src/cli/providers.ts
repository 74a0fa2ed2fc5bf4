import { systemClock } from '../engine/domain/clock.ts';
import type { Settings } from '../engine/settings/settings.ts';
import type { Instruction } from '../engine/domain/instruction.ts';
import { createOllama } from '../engine/provider/ollama/client.ts';
import { createOpenAI } from '../engine/provider/openai/client.ts';
import type { ProviderName } from '../engine/domain/provider-name.ts';
import { createRateLimit } from '../engine/provider/rate-limit.ts';
import {
  PROVIDER_DEFAULTS,
  resolveProviderSettings,
  type ProviderSettings,
} from '../engine/provider/settings.ts';
import { err, ok, type Result } from '../engine/domain/result.ts';
import { chooseRoute } from '../engine/run/route.ts';
import type { ReadyProvider } from '../engine/run/run-context.ts';

/** A local server serves nobody else: this only keeps a runaway from drowning it. */
const OLLAMA_REQUESTS_PER_MINUTE = 10_000;
const PROBE_LIMIT_MS = 20_000;

export interface Providers {
  readonly ready: ReadonlyMap<ProviderName, ReadyProvider>;
  /** Values that must reach no child, log or screen. */
  readonly secrets: readonly string[];
}

/**
 * Sets up and probes the providers that the workers need; the message says what is missing and how to set it.
 * @param env where keys, addresses and models are looked up
 */
export async function openProviders(
  settings: Settings,
  instructions: readonly Pick<Instruction, 'route'>[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Result<Providers, string>> {
  const routes = new Set(instructions.map((instruction) => chooseRoute(instruction, settings.provider)));
  const resolved = resolveProviderSettings(env, settings, routes);
  if (!resolved.ok) return resolved;
  const ready = new Map<ProviderName, ReadyProvider>();
  for (const name of routes) {
    const provider = createProvider(name, resolved.value, settings.requestsPerMinute);
    if (provider !== null) ready.set(name, provider);
  }
  for (const [name, provider] of ready) {
    const fault = await probeProvider(provider);
    if (fault !== null) return err(`${name} with the model ${provider.model} is not ready: ${fault}`);
  }
  const { openai } = resolved.value;
  return ok({ ready, secrets: secretsOf(openai?.apiKey, env['OPENAI_API_KEY']) });
}

/** A provider by its settings, or null where it has no key. */
export function createProvider(
  name: ProviderName,
  { openai, ollama }: ProviderSettings,
  requestsPerMinute: number,
): ReadyProvider | null {
  const { requestTimeoutMs } = PROVIDER_DEFAULTS;
  if (name === 'ollama') {
    return {
      provider: createOllama({ host: ollama.host, requestTimeoutMs }),
      model: ollama.model,
      rate: createRateLimit(OLLAMA_REQUESTS_PER_MINUTE, systemClock),
    };
  }
  if (openai === null) return null;
  const { apiKey, baseURL, api, model } = openai;
  return {
    provider: createOpenAI({ apiKey, baseURL, api, requestTimeoutMs }),
    model,
    rate: createRateLimit(requestsPerMinute, systemClock),
  };
}

/** Null when it answers and knows the model, else why not. */
export async function probeProvider({ provider, model }: ReadyProvider): Promise<string | null> {
  const probe = await provider.probe(model, AbortSignal.timeout(PROBE_LIMIT_MS));
  return probe.ok ? null : probe.error.detail;
}

/** A key that is set is a secret, also where this run does not use it. */
function secretsOf(...keys: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(keys.flatMap((key) => (key === undefined || key.trim() === '' ? [] : [key])))];
}
