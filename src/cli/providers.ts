import { systemClock } from '../engine/domain/clock.ts';
import type { Instruction } from '../engine/domain/instruction.ts';
import type { ProviderName, ProviderSetting } from '../engine/domain/provider-name.ts';
import { err, ok, type Result } from '../engine/domain/result.ts';
import type { Environment, ProviderConfig } from '../engine/provider/descriptor.ts';
import { openProvider, probeProvider, type ReadyProvider } from '../engine/provider/ready-provider.ts';
import { providers } from '../engine/provider/registry.ts';

/** The providers of a run. */
export interface Providers {
  readonly ready: ReadonlyMap<ProviderName, ReadyProvider>;
  /** Values that must reach no child, log or screen. */
  readonly secrets: readonly string[];
}

/** Sets up and probes the providers that the workers need; the message says what is missing and how to set it. */
export async function openProviders(
  config: ProviderConfig & { readonly provider: ProviderSetting },
  instructions: readonly Pick<Instruction, 'route'>[],
  env: Environment,
): Promise<Result<Providers, string>> {
  const asked = instructions.map(({ route }) => route);
  const needed = providers.needed(env, config, asked);
  if (!needed.ok) return needed;
  const ready = new Map<ProviderName, ReadyProvider>();
  for (const [name, provider] of needed.value) ready.set(name, await openProvider(provider, systemClock));
  for (const [name, provider] of ready) {
    const fault = await probeProvider(provider);
    if (fault !== null) return err(`${name} with the model ${provider.model} is not ready: ${fault}`);
  }
  return ok({ ready, secrets: providers.secrets(env) });
}
