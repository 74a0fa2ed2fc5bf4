import { systemClock } from '../engine/clock.ts';
import type { Settings } from '../engine/config.ts';
import type { Instruction } from '../engine/instructions/instruction.ts';
import { createOllama } from '../engine/provider/ollama.ts';
import { createOpenAI } from '../engine/provider/openai.ts';
import type { ProviderName } from '../engine/provider/provider.ts';
import { createRateLimit } from '../engine/provider/rate-limit.ts';
import { PROVIDER_DEFAULTS, resolveProviderSettings } from '../engine/provider/settings.ts';
import { err, ok, type Result } from '../engine/result.ts';
import { chooseRoute } from '../engine/route.ts';
import type { ReadyProvider } from '../engine/run-context.ts';

/** A local server serves nobody else: this only keeps a runaway from drowning it. */
const OLLAMA_REQUESTS_PER_MINUTE = 10_000;
const PROBE_LIMIT_MS = 20_000;

export interface Providers {
  readonly ready: ReadonlyMap<ProviderName, ReadyProvider>;
  /** Values that must reach no child, log or screen. */
  readonly secrets: readonly string[];
}

/** Sets up and probes the providers that the workers need; the message says what is missing and how to set it. */
export async function openProviders(
  settings: Settings,
  instructions: readonly Pick<Instruction, 'route'>[],
): Promise<Result<Providers, string>> {
  const routes = new Set(instructions.map((instruction) => chooseRoute(instruction, settings.provider)));
  const resolved = resolveProviderSettings(process.env, settings, routes);
  if (!resolved.ok) return resolved;
  const { openai, ollama } = resolved.value;
  const { requestTimeoutMs } = PROVIDER_DEFAULTS;
  const ready = new Map<ProviderName, ReadyProvider>();
  if (routes.has('openai') && openai !== null) {
    const { apiKey, baseURL, api, model } = openai;
    ready.set('openai', {
      provider: createOpenAI({ apiKey, baseURL, api, requestTimeoutMs }),
      model,
      rate: createRateLimit(settings.requestsPerMinute, systemClock),
    });
  }
  if (routes.has('ollama')) {
    ready.set('ollama', {
      provider: createOllama({ host: ollama.host, requestTimeoutMs }),
      model: ollama.model,
      rate: createRateLimit(OLLAMA_REQUESTS_PER_MINUTE, systemClock),
    });
  }
  for (const [name, { provider, model }] of ready) {
    const probe = await provider.probe(model, AbortSignal.timeout(PROBE_LIMIT_MS));
    if (!probe.ok) return err(`${name} with the model ${model} is not ready: ${probe.error.detail}`);
  }
  return ok({ ready, secrets: openai === null ? [] : [openai.apiKey] });
}
