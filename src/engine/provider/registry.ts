import { PROVIDER_NAMES, type ProviderName, type ProviderSetting } from '../domain/provider-name.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { ConfiguredProvider, Environment, ProviderConfig, ProviderDescriptor } from './descriptor.ts';
import { ollama } from './ollama/descriptor.ts';
import { openai } from './openai/descriptor.ts';
import { chooseProvider, type MissingProvider } from './routing.ts';

/** Providers that are set up, in the registry's order. */
type ConfiguredProviders = ReadonlyMap<ProviderName, ConfiguredProvider>;

/** The one way to a provider by its name. */
export interface ProviderRegistry {
  readonly descriptors: readonly ProviderDescriptor[];
  of(name: ProviderName): ProviderDescriptor;
  /** All that are set up; an error in words where a setting cannot be used. */
  configured(env: Environment, config: ProviderConfig): Result<ConfiguredProviders, string>;
  /**
   * The providers that the workers are routed to.
   * @param asked what the workers' instructions ask for
   * @returns an error in words that says what to set where one of them is not set up
   */
  needed(
    env: Environment,
    config: ProviderConfig & { readonly provider: ProviderSetting },
    asked: Iterable<ProviderName>,
  ): Result<ConfiguredProviders, string>;
  /** Values that must reach no child, log or screen, whichever providers this run uses. */
  secrets(env: Environment): readonly string[];
}

/** A registry of these providers; names are unique. */
export function createRegistry(descriptors: readonly ProviderDescriptor[]): ProviderRegistry {
  const byName = new Map(descriptors.map((descriptor) => [descriptor.name, descriptor]));
  const of: ProviderRegistry['of'] = (name) => {
    const descriptor = byName.get(name);
    if (descriptor === undefined) throw new Error(`no provider ${name} in this registry`);
    return descriptor;
  };
  const configured: ProviderRegistry['configured'] = (env, config) => {
    const found = new Map<ProviderName, ConfiguredProvider>();
    for (const descriptor of descriptors) {
      const provider = descriptor.configure(env, config);
      if (!provider.ok) return provider;
      if (provider.value !== null) found.set(descriptor.name, provider.value);
    }
    return ok(found);
  };
  const explain = ({ wanted, available }: MissingProvider): string => {
    const missing = of(wanted).notSetUp.run;
    return available.length === 0 ? missing : `${missing}, or use --provider ${available.join(' or ')}`;
  };
  return {
    descriptors,
    of,
    configured,
    needed(env, config, asked) {
      const all = configured(env, config);
      if (!all.ok) return all;
      const found = new Map<ProviderName, ConfiguredProvider>();
      const available = new Set(all.value.keys());
      for (const name of new Set(asked)) {
        const chosen = chooseProvider({ asked: name, setting: config.provider, override: null }, available);
        if (!chosen.ok) return err(explain(chosen.error));
        const provider = all.value.get(chosen.value);
        if (provider !== undefined) found.set(chosen.value, provider);
      }
      return ok(found);
    },
    secrets: (env) => [
      ...new Set(
        descriptors
          .flatMap(({ secretVariables }) => secretVariables)
          // Settings are trimmed before use, so both forms are secret.
          .flatMap((name) => [env[name], env[name]?.trim()])
          .filter((value) => value !== undefined)
          .filter((value) => value.trim() !== ''),
      ),
    ],
  };
}

const DESCRIPTORS: Readonly<Record<ProviderName, ProviderDescriptor>> = { openai, ollama };

/** The providers of this program. */
export const providers = createRegistry(PROVIDER_NAMES.map((name) => DESCRIPTORS[name]));
