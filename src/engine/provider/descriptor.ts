import type { ModelKey, ProviderName } from '../domain/provider-name.ts';
import type { Result } from '../domain/result.ts';
import type { Settings } from '../settings/settings.ts';
import type { Provider } from './provider.ts';

/** What wingman.yaml and the flags say about providers. Keys are never saved there. */
export type ProviderConfig = Pick<Settings, 'api' | 'requestsPerMinute' | ModelKey>;

/** Where keys, addresses and models are looked up before the config. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How answers are priced where the settings give no price for the model. */
export type Pricing =
  /** A local model. */
  | { readonly type: 'free' }
  /** By the table of `@pydantic/genai-prices`, under the id that the provider has there. */
  | { readonly type: 'listed'; readonly id: string };

/** A provider whose settings are complete; only a probe tells whether it answers. */
export interface ConfiguredProvider {
  readonly model: string;
  /** Address and model for `wingman doctor`, never a key. */
  readonly description: string;
  readonly requestsPerMinute: number;
  /** Loads the client's package, which is slow, only when it is needed. */
  open(): Promise<Provider>;
}

/** All that is known of a provider by its name. Cheap to import: only `open` loads the client's package. */
export interface ProviderDescriptor {
  readonly name: ProviderName;
  /** Variables whose values must reach no child, log or screen, also where this run does not use them. */
  readonly secretVariables: readonly string[];
  readonly pricing: Pricing;
  /** Messages for a person where the provider is not set up, with what to do. */
  readonly notSetUp: { readonly run: string; readonly doctor: string };
  /**
   * Its settings: the environment first, then the config, then the defaults.
   * @returns null where it is not set up; an error in words that says what to set where a value cannot be used
   */
  configure(env: Environment, config: ProviderConfig): Result<ConfiguredProvider | null, string>;
}
