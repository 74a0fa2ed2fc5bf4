/** The model providers that there are; each is described once, in `provider/registry.ts`. */
export type ProviderName = 'openai' | 'ollama';
