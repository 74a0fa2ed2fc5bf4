import { describe, expect, it } from 'vitest';
import type { CheckResult, CheckStatus } from '../../../src/engine/domain/check-result.ts';
import type { Verdict } from '../../../src/engine/domain/verdict.ts';
import { failedChecks, judgeChecks } from '../../../src/engine/verification/judge-checks.ts';

const STATUSES: readonly CheckStatus[] = ['green', 'red', 'timeout', 'not-reached', 'not-repeated', 'waived'];

function check(index: number, status: CheckStatus, flags: Partial<CheckResult> = {}): CheckResult {
  return {
    index,
    command: `check ${index}`,
    line: 10 + index,
    status,
    suspicious: false,
    flaky: false,
    exitCode: status === 'green' ? 0 : status === 'red' ? 7 : null,
    durationMs: 1,
    outputTail: `output ${index}`,
    outputBytes: 8,
    output: null,
    ...flags,
  };
}

const judge = (before: readonly CheckResult[], after: readonly CheckResult[], canFail = true) =>
  judgeChecks('WORKER_001', before, after, () => canFail).type;

/** The rule in its own words, for one check: what the function must agree with on every combination. */
function expected(before: CheckStatus | null, after: CheckStatus, weak: boolean): Verdict | 'failed' {
  switch (after) {
    case 'red':
    case 'timeout':
    case 'not-reached':
      return 'failed';
    // Left out on purpose, and nothing else was checked.
    case 'not-repeated':
      return 'failed';
    case 'waived':
      return 'unproven';
    case 'green':
      return (before === 'red' || before === 'timeout') && !weak ? 'proven' : 'unproven';
  }
}

describe('the accept decision', () => {
  for (const after of STATUSES) {
    for (const before of [null, ...STATUSES]) {
      for (const weakness of ['none', 'suspicious', 'flaky', 'cannot fail'] as const) {
        const weak = weakness !== 'none';
        it(`${before ?? 'not run'} before, ${after} after, weakness: ${weakness}`, () => {
          const flags = { suspicious: weakness === 'suspicious', flaky: weakness === 'flaky' };
          const earlier = before === null ? [] : [check(0, before)];
          expect(judge(earlier, [check(0, after, flags)], weakness !== 'cannot fail')).toBe(
            expected(before, after, weak),
          );
        });
      }
    }
  }

  it('is proven by any one check that went from red to green, and names all that did', () => {
    const before = [check(0, 'green'), check(1, 'red'), check(2, 'timeout')];
    const after = [check(0, 'green'), check(1, 'green'), check(2, 'green')];
    expect(judgeChecks('WORKER_001', before, after, () => true)).toEqual({ type: 'proven', by: [1, 2] });
  });

  it('is not proven by another check than the one that was red', () => {
    expect(judge([check(0, 'green'), check(1, 'red')], [check(0, 'green'), check(1, 'waived')])).toBe(
      'unproven',
    );
    expect(judge([check(1, 'red')], [check(0, 'green')])).toBe('unproven');
  });

  it('asks of each check whether it can fail', () => {
    const before = [check(0, 'red'), check(1, 'red')];
    const after = [check(0, 'green'), check(1, 'green')];
    const verdict = judgeChecks('WORKER_001', before, after, (index) => index === 1);
    expect(verdict).toEqual({ type: 'proven', by: [1] });
  });

  for (const bad of ['red', 'timeout', 'not-reached'] as const) {
    it(`fails for one ${bad} check, whatever the others prove`, () => {
      const before = [check(0, 'red'), check(1, 'red'), check(2, 'red')];
      const verdict = judgeChecks(
        'WORKER_001',
        before,
        [check(0, 'green'), check(1, bad), check(2, 'green')],
        () => true,
      );
      expect(verdict).toEqual({
        type: 'failed',
        checks: [
          {
            worker: 'WORKER_001',
            command: 'check 1',
            line: 11,
            status: bad === 'red' ? 'exit status 7' : bad,
            outputTail: 'output 1',
          },
        ],
      });
    });
  }

  it('fails where nothing was checked', () => {
    expect(judge([], [])).toBe('failed');
    expect(judge([check(0, 'red')], [])).toBe('failed');
    expect(judge([], [check(0, 'not-repeated'), check(1, 'not-repeated')])).toBe('failed');
    const verdict = judgeChecks('WORKER_001', [], [], () => true);
    expect(verdict.type === 'failed' && verdict.checks).toEqual([
      { worker: 'WORKER_001', command: '(none)', line: 0, status: 'nothing was checked', outputTail: '' },
    ]);
  });

  it('stands on what ran beside a check that is left out', () => {
    const before = [check(0, 'red'), check(1, 'not-repeated')];
    expect(judge(before, [check(0, 'green'), check(1, 'not-repeated')])).toBe('proven');
    expect(judge(before, [check(0, 'green'), check(1, 'waived')])).toBe('proven');
    expect(judge([check(0, 'green')], [check(0, 'green'), check(1, 'waived')])).toBe('unproven');
  });

  it('names a signal-killed check by an unknown exit status', () => {
    expect(failedChecks('WORKER_001', [check(0, 'red', { exitCode: null })])[0]?.status).toBe(
      'exit status unknown',
    );
  });
});
