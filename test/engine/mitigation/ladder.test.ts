import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/engine/domain/failure.ts';
import { mitigate } from '../../../src/engine/mitigation/ladder.ts';
import type { Mitigation } from '../../../src/engine/mitigation/mitigation.ts';
import type { Standing } from '../../../src/engine/mitigation/standing.ts';

const STANDING: Standing = {
  failed: 1,
  repeats: 0,
  maxRetries: 2,
  hasAcceptedWork: false,
  isTakenOver: false,
};
const lacks = [
  { kind: 'program', name: 'jq', detail: 'jq is not there', fix: 'install jq', checks: [0] },
] as const;

const RETRIED: readonly Failure[] = [
  { reason: 'empty' },
  { reason: 'guide', excerpt: '' },
  { reason: 'stub', path: 'a', excerpt: '' },
  { reason: 'elided', path: 'a', excerpt: '' },
  { reason: 'cut-off', detail: '' },
  { reason: 'broken', path: 'a', detail: '' },
  { reason: 'wrong-language', path: 'a', detail: '' },
  { reason: 'wrong-file', paths: [] },
  { reason: 'escaping-path', paths: [] },
  { reason: 'edit-mismatch', path: 'a', detail: '' },
  { reason: 'no-change' },
  { reason: 'missing-file', paths: [] },
  { reason: 'check-red', checks: [] },
  { reason: 'regression', checks: [] },
  { reason: 'timeout', limitMs: 1 },
  { reason: 'stall', limitMs: 1, missing: 'tokens' },
];
const ESCALATED: readonly Failure[] = [
  { reason: 'provider', kind: 'auth', detail: '' },
  { reason: 'not-approved', command: 'x', how: 'denied' },
  { reason: 'taken-over' },
  { reason: 'ignored', paths: [] },
  { reason: 'workspace', detail: '' },
  { reason: 'internal', detail: '' },
];
const CONFLICT: Failure = { reason: 'conflict', paths: ['a'] };
const UNPROVEN: Failure = { reason: 'unproven' };
const LACKING: Failure = { reason: 'environment', lacks };

type Row = readonly [Failure, Partial<Standing>, Mitigation['type']];

/** Every failure at every standing that makes a difference. */
const TABLE: readonly Row[] = [
  ...RETRIED.flatMap((failure): Row[] => [
    [failure, { failed: 1 }, 'retry'],
    [failure, { failed: 2 }, 'retry'],
    [failure, { failed: 3 }, 'escalate'],
    [failure, { failed: 4 }, 'escalate'],
    [failure, { failed: 1, maxRetries: 0 }, 'escalate'],
    [failure, { failed: 1, hasAcceptedWork: true }, 'retry'],
    [failure, { failed: 3, hasAcceptedWork: true }, 'keep'],
    [failure, { failed: 1, isTakenOver: true }, 'escalate'],
  ]),
  ...ESCALATED.flatMap((failure): Row[] => [
    [failure, { maxRetries: 99 }, 'escalate'],
    [failure, { hasAcceptedWork: true }, 'keep'],
  ]),
  [CONFLICT, { failed: 99, repeats: 0, maxRetries: 0 }, 'repeat'],
  [CONFLICT, { repeats: 19 }, 'repeat'],
  [CONFLICT, { repeats: 20 }, 'escalate'],
  [CONFLICT, { repeats: 20, hasAcceptedWork: true }, 'keep'],
  [CONFLICT, { isTakenOver: true }, 'escalate'],
  [UNPROVEN, {}, 'fail'],
  [UNPROVEN, { hasAcceptedWork: true }, 'keep'],
  [LACKING, { failed: 99 }, 'block'],
  [LACKING, { hasAcceptedWork: true }, 'keep'],
];

describe('the ladder of mitigation', () => {
  it.each(TABLE)('after %j at %j: %s', (failure, standing, expected) => {
    expect(mitigate(failure, { ...STANDING, ...standing }).type).toBe(expected);
  });

  it('carries what the environment lacks', () => {
    expect(mitigate(LACKING, STANDING)).toEqual({ type: 'block', lacks });
  });
});
