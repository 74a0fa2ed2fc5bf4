import { describe, expect, it } from 'vitest';
import { RULES } from '../../../src/engine/lint/rules.ts';

describe('the list of rules', () => {
  it.each(Object.entries(RULES))('says of %s why it is there and what to do', (_name, { why, fix }) => {
    expect(why.length).toBeGreaterThan(20);
    expect(fix.length).toBeGreaterThan(10);
  });
});
