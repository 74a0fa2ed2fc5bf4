import { systemClock } from '../engine/domain/clock.ts';
import type { ProviderName } from '../engine/domain/provider-name.ts';
import type { ConfiguredProvider, Environment, ProviderConfig } from '../engine/provider/descriptor.ts';
import { openProvider, probeProvider } from '../engine/provider/ready-provider.ts';
import { providers } from '../engine/provider/registry.ts';
import { redactSecrets } from '../engine/secrets/redact.ts';
import { bad, good, note, type Diagnosis } from './diagnosis.ts';

/**
 * Each provider with its address and model, and whether it answers; keys are never shown. Bad is one that workers of
 * the phase go to and that does not answer, or none at all where no phase is known.
 */
export async function diagnoseProviders(
  config: ProviderConfig,
  needed: ReadonlySet<ProviderName>,
  env: Environment,
  registry = providers,
): Promise<readonly Diagnosis[]> {
  const configured = registry.configured(env, config);
  if (!configured.ok) return [bad('providers', configured.error)];
  const secrets = registry.secrets(env);
  const looked = await Promise.all(
    registry.descriptors.map(async ({ name, notSetUp }) => {
      const provider = configured.value.get(name);
      const found =
        provider === undefined ? { isReady: false, detail: notSetUp.doctor } : await look(provider);
      return { name, isReady: found.isReady, detail: redactSecrets(found.detail, secrets) };
    }),
  );
  const none = needed.size === 0 && !looked.some(({ isReady }) => isReady);
  return looked.map(({ name, isReady, detail }) => {
    if (isReady) return good(name, detail);
    return (needed.has(name) || none ? bad : note)(name, detail);
  });
}

async function look(
  provider: ConfiguredProvider,
): Promise<{ readonly isReady: boolean; readonly detail: string }> {
  const fault = await probeProvider(await openProvider(provider, systemClock));
  const { description } = provider;
  return fault === null
    ? { isReady: true, detail: description }
    : { isReady: false, detail: `${description}: ${fault}` };
}
