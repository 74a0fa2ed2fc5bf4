import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/engine/domain/failure.ts';
import { nextStep } from '../../../src/engine/mitigation/ladder.ts';

const RETRIED: readonly Failure[] = [
  { reason: 'empty' },
  { reason: 'guide', excerpt: '' },
  { reason: 'stub', path: 'a', excerpt: '' },
  { reason: 'elided', path: 'a', excerpt: '' },
  { reason: 'cut-off', detail: '' },
  { reason: 'wrong-file', paths: [] },
  { reason: 'escaping-path', paths: [] },
  { reason: 'edit-mismatch', path: 'a', detail: '' },
  { reason: 'no-change' },
  { reason: 'check-red', checks: [] },
  { reason: 'regression', checks: [] },
  { reason: 'timeout', limitMs: 1 },
  { reason: 'stall', limitMs: 1, missing: 'tokens' },
];

describe('what follows a failed attempt', () => {
  it.each(RETRIED)('$reason: as many retries as are allowed, then a person', (failure) => {
    expect([1, 2, 3, 4].map((failed) => nextStep(failure, failed, 0, 2).type)).toEqual([
      'retry',
      'retry',
      'escalate',
      'escalate',
    ]);
    expect(nextStep(failure, 1, 0, 0).type).toBe('escalate');
  });

  it.each<Failure>([
    { reason: 'provider', kind: 'auth', detail: '' },
    { reason: 'not-approved', command: 'x', how: 'denied' },
    { reason: 'ignored', paths: [] },
    { reason: 'workspace', detail: '' },
    { reason: 'internal', detail: '' },
  ])('$reason: a person at once, since asking again would end the same', (failure) => {
    expect(nextStep(failure, 1, 0, 99).type).toBe('escalate');
  });

  it('a conflict: again without counting, but not for ever', () => {
    const conflict: Failure = { reason: 'conflict', paths: ['a'] };
    expect(nextStep(conflict, 99, 0, 0).type).toBe('repeat');
    let repeats = 0;
    while (nextStep(conflict, 0, repeats, 2).type === 'repeat' && repeats < 1_000) repeats += 1;
    expect(repeats).toBeLessThan(1_000);
    expect(repeats).toBeGreaterThan(1);
  });
});
