import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/engine/domain/clock.ts';
import type { ProviderName } from '../../../src/engine/domain/provider-name.ts';
import type { Usage } from '../../../src/engine/domain/usage.ts';
import { openModelTables } from '../../../src/engine/provider/model-tables.ts';
import { OPENAI_DEFAULTS } from '../../../src/engine/provider/openai/settings.ts';
import { costUsd, type Prices } from '../../../src/engine/provider/prices.ts';
import { testRunner } from '../../support/runner.ts';

const USAGE: Usage = { inputTokens: 1_000_000, outputTokens: 500_000 };

/** By the list as a run asks it. */
const cost = (provider: ProviderName, model: string, usage = USAGE, overrides: Prices = {}) => {
  const { listedCost } = openModelTables(testRunner(), systemClock);
  return costUsd(provider, model, usage, { overrides, listed: listedCost });
};

describe('prices', () => {
  it('are known for the default model and its dated snapshots', async () => {
    expect(await cost('openai', OPENAI_DEFAULTS.model)).toBeCloseTo(3, 9);
    expect(await cost('openai', 'gpt-5.4-mini-2026-03-17')).toBeCloseTo(3, 9);
  });

  it('are null where they are not known, and 0 for a local model', async () => {
    expect(await cost('openai', 'some-model')).toBeNull();
    expect(await cost('openai', 'constructor')).toBeNull();
    expect(await cost('openai', 'gpt-4o', { inputTokens: null, outputTokens: 1 })).toBeNull();
    for (const inputTokens of [-5, NaN])
      expect(await cost('openai', 'gpt-4o', { inputTokens, outputTokens: 1 })).toBeNull();
    expect(await cost('ollama', 'qwen2.5-coder:7b', { inputTokens: null, outputTokens: null })).toBe(0);
  });

  it('are known where the helper cannot be asked, since a budget holds by them', async () => {
    const runner = testRunner();
    runner.close();
    const { listedCost } = openModelTables(runner, systemClock);
    const sources = { overrides: {}, listed: listedCost };
    expect(await costUsd('openai', OPENAI_DEFAULTS.model, USAGE, sources)).toBeCloseTo(3, 9);
    expect(await costUsd('openai', 'some-model', USAGE, sources)).toBeNull();
  });

  it('can be set', async () => {
    const prices = { 'some-model': { input: 1, output: 2 }, 'gpt-4o': { input: 0, output: 0 } };
    expect(await cost('openai', 'some-model', USAGE, prices)).toBe(2);
    expect(await cost('openai', 'gpt-4o', USAGE, prices)).toBe(0);
    expect(await cost('ollama', 'some-model', USAGE, prices)).toBe(2);
  });
});
