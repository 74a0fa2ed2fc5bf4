import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/engine/domain/clock.ts';
import type { Message } from '../../../src/engine/provider/provider.ts';
import { openModelTables } from '../../../src/engine/provider/model-tables.ts';
import { countPromptTokens } from '../../../src/engine/provider/tokens.ts';
import type { Runner } from '../../../src/engine/runner/runner.ts';
import { testRunner } from '../../support/runner.ts';

const PROMPT: readonly Message[] = [
  { role: 'system', content: 'You write code.\n' },
  { role: 'user', content: 'A line end that is none in JSON: \u2028 and a word of another script: 日本語' },
];

describe('the tables of models', () => {
  it('count as the tokenizer does, one prompt after the other', async () => {
    const { countTokens } = openModelTables(testRunner(), systemClock);
    const counts = await Promise.all([countTokens(PROMPT), countTokens([])]);
    expect(counts).toEqual([countPromptTokens(PROMPT), 0]);
  });

  it('estimate on the safe side where the tokenizer cannot be asked', async () => {
    const runner: Runner = testRunner();
    runner.close();
    const counted = await openModelTables(runner, systemClock).countTokens([
      { role: 'user', content: 'x'.repeat(300) },
    ]);
    expect(counted).toBe(100);
  });
});
