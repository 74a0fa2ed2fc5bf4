import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/engine/domain/clock.ts';
import type { Message } from '../../../src/engine/provider/provider.ts';
import { openTokenCounter } from '../../../src/engine/provider/token-counter.ts';
import { countPromptTokens } from '../../../src/engine/provider/tokens.ts';
import type { Runner } from '../../../src/engine/runner/runner.ts';
import { testRunner } from '../../support/runner.ts';

const PROMPT: readonly Message[] = [
  { role: 'system', content: 'You write code.\n' },
  { role: 'user', content: 'A line end that is none in JSON: \u2028 and a word of another script: 日本語' },
];

describe('the counter of tokens', () => {
  it('counts as the tokenizer does, one prompt after the other', async () => {
    const counter = openTokenCounter(testRunner(), systemClock);
    const counts = await Promise.all([counter.count(PROMPT), counter.count([])]);
    expect(counts).toEqual([countPromptTokens(PROMPT), 0]);
  });

  it('estimates on the safe side where the tokenizer cannot be asked', async () => {
    const runner: Runner = testRunner();
    runner.close();
    const counted = await openTokenCounter(runner, systemClock).count([
      { role: 'user', content: 'x'.repeat(300) },
    ]);
    expect(counted).toBe(100);
  });
});
