/**
 * The model providers that there are, the default one first. Each is described in its folder below `provider/`, and
 * listed in `provider/registry.ts`.
 */
export const PROVIDER_NAMES = ['openai', 'ollama'] as const;

export type ProviderName = (typeof PROVIDER_NAMES)[number];

/** Where a worker goes whose instruction names no provider. */
export const DEFAULT_PROVIDER: ProviderName = PROVIDER_NAMES[0];

/** The words by which a TASK_CLASSIFICATION names a provider. */
export const PROVIDER_WORDS: Readonly<Record<ProviderName, readonly string[]>> = {
  openai: ['openai', 'complex'],
  ollama: ['ollama'],
};

/** The values of `--provider`; `auto` leaves it to each worker's instruction. */
export const PROVIDER_SETTINGS = ['auto', ...PROVIDER_NAMES] as const;

export type ProviderSetting = (typeof PROVIDER_SETTINGS)[number];

/** The key of wingman.yaml that names a provider's model. */
export type ModelKey = `${ProviderName}Model`;

/** The key of wingman.yaml that names this provider's model. */
export const modelKey = <Name extends ProviderName>(name: Name): `${Name}Model` => `${name}Model`;
