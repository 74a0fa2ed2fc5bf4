import type { Settings } from '../engine/settings/settings.ts';
import type { ProviderName } from '../engine/domain/provider-name.ts';
import { redactSecrets } from '../engine/secrets/redact.ts';
import { resolveProviderSettings, type ProviderSettings } from '../engine/provider/settings.ts';
import type { Diagnosis } from './doctor-checks.ts';
import { createProvider, probeProvider } from './providers.ts';

/**
 * Each provider with its address and model, and whether it answers; keys are never shown. Bad is one that workers of
 * the phase go to and that does not answer, or none at all where no phase is known.
 */
export async function diagnoseProviders(
  settings: Settings,
  needed: ReadonlySet<ProviderName>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly Diagnosis[]> {
  const resolved = resolveProviderSettings(env, settings, []);
  if (!resolved.ok) return [{ what: 'providers', level: 'bad', detail: resolved.error }];
  const looked = await Promise.all(
    (['openai', 'ollama'] as const).map(async (name) => ({
      name,
      ...(await look(name, resolved.value, settings)),
    })),
  );
  const none = needed.size === 0 && looked.every(({ fault }) => fault !== null);
  return looked.map(({ name, where, fault }): Diagnosis => {
    if (fault === null) return { what: name, level: 'ok', detail: where };
    return { what: name, level: needed.has(name) || none ? 'bad' : 'note', detail: `${where}: ${fault}` };
  });
}

async function look(
  name: ProviderName,
  resolved: ProviderSettings,
  settings: Settings,
): Promise<{ readonly where: string; readonly fault: string | null }> {
  const { openai, ollama } = resolved;
  const ready = createProvider(name, resolved, settings.requestsPerMinute);
  if (name === 'ollama') {
    const where = `${ollama.host}, model ${ollama.model}`;
    return { where, fault: ready === null ? null : await probeProvider(ready) };
  }
  if (openai === null || ready === null) return { where: 'no key', fault: 'set OPENAI_API_KEY' };
  const where = `${openai.baseURL} (${openai.api}), model ${openai.model}, the key is set`;
  const fault = await probeProvider(ready);
  return { where, fault: fault === null ? null : redactSecrets(fault, [openai.apiKey]) };
}
