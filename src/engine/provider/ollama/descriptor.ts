import { ok } from '../../domain/result.ts';
import type { ProviderDescriptor } from '../descriptor.ts';
import { REQUEST_TIMEOUT_MS } from '../request-limit.ts';
import { readOllamaSettings } from './settings.ts';

/** A local server has no quota: this only keeps a runaway from overloading it. */
const REQUESTS_PER_MINUTE = 10_000;

const NOT_SET_UP = 'Ollama is not set up: start it with "ollama serve", or set OLLAMA_HOST';

/** Local models, through Ollama. */
export const ollama: ProviderDescriptor = {
  name: 'ollama',
  secretVariables: [],
  pricing: { type: 'free' },
  notSetUp: { run: NOT_SET_UP, doctor: NOT_SET_UP },
  configure(env, config) {
    const settings = readOllamaSettings(env, config);
    if (!settings.ok) return settings;
    const { host, model } = settings.value;
    return ok({
      model,
      description: `${host}, model ${model}`,
      requestsPerMinute: REQUESTS_PER_MINUTE,
      open: async () => {
        const { createOllama } = await import('./client.ts');
        return createOllama({ host, requestTimeoutMs: REQUEST_TIMEOUT_MS });
      },
    });
  },
};
