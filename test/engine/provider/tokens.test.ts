import { describe, expect, it } from 'vitest';
import { countPromptTokens, countTokens } from '../../../src/engine/provider/tokens.ts';

describe('tokens', () => {
  it('counts what looks like a control token as text', () => {
    expect(countTokens('<|endoftext|>')).toBeGreaterThan(1);
    expect(countTokens('')).toBe(0);
    expect(countTokens('hello world')).toBe(2);
    expect(countPromptTokens([{ role: 'user', content: 'hello world' }])).toBe(6);
  });

  it('is nearly exact although it counts in slices', () => {
    const slice = 'const value = compute(other);\n';
    const one = countTokens(slice);
    expect(countTokens(slice.repeat(1_000)) / (one * 1_000)).toBeLessThan(1.01);
  });
});
