import { describe, expect, it } from 'vitest';
import { PROVIDER_NAMES, PROVIDER_SETTINGS } from '../../../src/engine/domain/provider-name.ts';
import { savedSettingsSchema, settingsSchema } from '../../../src/engine/settings/settings.ts';

/** As a run saved them before the names of providers were one list. */
const SAVED = {
  provider: 'ollama',
  api: 'chat',
  openaiModel: 'gpt-x',
  ollamaModel: 'llama-x',
  concurrency: 50,
  maxRetries: 2,
  timeout: 1_200_000,
  stall: 300_000,
  maxOutputTokens: 16_384,
  promptTokens: 100_000,
  requestsPerMinute: 10_000,
  link: [],
  allow: [],
  rewrites: {},
  waive: [],
  requireProof: false,
  prices: {},
};

describe('the keys about providers', () => {
  it('are loaded as older runs have saved them', () => {
    expect(savedSettingsSchema.parse(SAVED)).toEqual(SAVED);
  });

  it('take every provider by name and a model for each, and nothing else', () => {
    for (const provider of PROVIDER_SETTINGS)
      expect(settingsSchema.parse({ provider })).toHaveProperty('provider', provider);
    for (const name of PROVIDER_NAMES) {
      const key = `${name}Model`;
      expect(settingsSchema.parse({ [key]: 'm' })).toHaveProperty(key, 'm');
    }
    expect(settingsSchema.safeParse({ provider: 'other' }).success).toBe(false);
    expect(settingsSchema.safeParse({ otherModel: 'm' }).success).toBe(false);
    expect(settingsSchema.parse({}).provider).toBe('auto');
  });
});
