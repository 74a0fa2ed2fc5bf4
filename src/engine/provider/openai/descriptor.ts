import { ok } from '../../domain/result.ts';
import type { ProviderDescriptor } from '../descriptor.ts';
import { REQUEST_TIMEOUT_MS } from '../request-limit.ts';
import { readOpenAISettings } from './settings.ts';

/** OpenAI, or a server that speaks its language. */
export const openai: ProviderDescriptor = {
  name: 'openai',
  secretVariables: ['OPENAI_API_KEY'],
  pricing: { type: 'listed', id: 'openai' },
  notSetUp: { run: 'OPENAI_API_KEY is not set: export it', doctor: 'no key: set OPENAI_API_KEY' },
  configure(env, config) {
    const settings = readOpenAISettings(env, config);
    if (!settings.ok) return settings;
    if (settings.value === null) return ok(null);
    const { model, ...access } = settings.value;
    return ok({
      model,
      description: `${access.baseURL} (${access.api}), model ${model}, the key is set`,
      requestsPerMinute: config.requestsPerMinute,
      open: async () => {
        const { createOpenAI } = await import('./client.ts');
        return createOpenAI({ ...access, requestTimeoutMs: REQUEST_TIMEOUT_MS });
      },
    });
  },
};
