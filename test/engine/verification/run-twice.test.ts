import { describe, expect, it } from 'vitest';
import type { CheckResult, CheckStatus } from '../../../src/engine/domain/check-result.ts';
import { runTwiceIfRed } from '../../../src/engine/verification/run-twice.ts';

const result = (index: number, status: CheckStatus): CheckResult => ({
  index,
  command: `check ${index}`,
  line: index + 1,
  status,
  suspicious: false,
  flaky: false,
  exitCode: status === 'green' ? 0 : 1,
  durationMs: 1,
  outputTail: '',
  outputBytes: 0,
  output: null,
});

/** What comes of two runs that end like this, and how often the checks ran; null is a run that was aborted. */
async function twice(...runs: readonly (readonly CheckStatus[] | null)[]) {
  const labels: string[] = [];
  const outcome = await runTwiceIfRed((label) => {
    labels.push(label);
    const statuses = runs[labels.length - 1];
    if (statuses === undefined) throw new Error('one run too many');
    return Promise.resolve({
      results: statuses?.map((status, index) => result(index, status)) ?? [],
      aborted: statuses === null,
    });
  });
  return {
    ...outcome,
    labels,
    seen: outcome.results.map(({ status, flaky }) => (flaky ? `${status}, flaky` : status)),
  };
}

describe('checks that run twice if red', () => {
  it('run once where nothing is red', async () => {
    expect(await twice(['green', 'waived', 'not-repeated'])).toMatchObject({
      labels: ['first'],
      seen: ['green', 'waived', 'not-repeated'],
    });
  });

  it('stay red where they are red twice', async () => {
    expect(await twice(['green', 'red'], ['green', 'red'])).toMatchObject({
      labels: ['first', 'again'],
      seen: ['green', 'red'],
      aborted: false,
    });
  });

  it('are flaky where they pass the second time, and only those', async () => {
    expect((await twice(['green', 'red', 'timeout'], ['green', 'green', 'green'])).seen).toEqual([
      'green',
      'green, flaky',
      'green, flaky',
    ]);
  });

  it('count as they ended last where they pass first and fail then', async () => {
    expect((await twice(['green', 'red'], ['red', 'red'])).seen).toEqual(['red', 'red']);
  });

  it('say nothing once they are aborted, the first time or the second', async () => {
    expect(await twice(null)).toMatchObject({ labels: ['first'], aborted: true });
    expect(await twice(['red'], null)).toMatchObject({
      labels: ['first', 'again'],
      aborted: true,
      results: [],
    });
  });

  it('run once where the results of the first run are not worth another one', async () => {
    const labels: string[] = [];
    const outcome = await runTwiceIfRed(
      (label) => {
        labels.push(label);
        return Promise.resolve({ results: [result(0, 'timeout')], aborted: false });
      },
      (results) => results.some(({ status }) => status === 'red'),
    );
    expect(labels).toEqual(['first']);
    expect(outcome.results.map(({ status, flaky }) => [status, flaky])).toEqual([['timeout', false]]);
  });
});
