import type { Clock } from '../domain/clock.ts';
import type { ConfiguredProvider } from './descriptor.ts';
import type { Provider } from './provider.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';

/** A provider that is set up, with its model and its rate limit. */
export interface ReadyProvider {
  readonly provider: Provider;
  readonly model: string;
  readonly rate: RateLimit;
}

/** A probe is one short request, its connection included. */
const PROBE_LIMIT_MS = 20_000;

/** Opens a provider by its settings. */
export async function openProvider(configured: ConfiguredProvider, clock: Clock): Promise<ReadyProvider> {
  const { model, requestsPerMinute } = configured;
  return { provider: await configured.open(), model, rate: createRateLimit(requestsPerMinute, clock) };
}

/** Null when it answers and knows the model, else why not. */
export async function probeProvider({ provider, model }: ReadyProvider): Promise<string | null> {
  const probe = await provider.probe(model, AbortSignal.timeout(PROBE_LIMIT_MS));
  return probe.ok ? null : probe.error.detail;
}
