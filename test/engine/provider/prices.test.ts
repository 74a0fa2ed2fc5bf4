import { describe, expect, it } from 'vitest';
import { OPENAI_DEFAULTS } from '../../../src/engine/provider/openai/settings.ts';
import { costUsd } from '../../../src/engine/provider/prices.ts';

describe('prices', () => {
  const usage = { inputTokens: 1_000_000, outputTokens: 500_000 };

  it('are known for the default model and its dated snapshots', () => {
    expect(costUsd('openai', OPENAI_DEFAULTS.model, usage)).toBeCloseTo(3, 9);
    expect(costUsd('openai', 'gpt-5.4-mini-2026-03-17', usage)).toBeCloseTo(3, 9);
  });

  it('are null where they are not known, and 0 for a local model', () => {
    expect(costUsd('openai', 'some-model', usage)).toBeNull();
    expect(costUsd('openai', 'constructor', usage)).toBeNull();
    expect(costUsd('openai', 'gpt-4o', { inputTokens: null, outputTokens: 1 })).toBeNull();
    expect(costUsd('ollama', 'qwen2.5-coder:7b', { inputTokens: null, outputTokens: null })).toBe(0);
  });

  it('can be set', () => {
    const prices = { 'some-model': { input: 1, output: 2 }, 'gpt-4o': { input: 0, output: 0 } };
    expect(costUsd('openai', 'some-model', usage, prices)).toBe(2);
    expect(costUsd('openai', 'gpt-4o', usage, prices)).toBe(0);
    expect(costUsd('ollama', 'some-model', usage, prices)).toBe(2);
  });
});
