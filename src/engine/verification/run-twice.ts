import type { ChecksRun } from './run-checks.ts';
import { failedChecks } from './judge-checks.ts';

const hasFailed = (results: ChecksRun['results']): boolean => failedChecks('', results).length > 0;

/**
 * Runs checks, and once more where one of them failed: a check that fails and then passes on the same tree is flaky,
 * is counted as such, and convicts nobody.
 * @param isWorthAnother whether the results of the first run are worth the second one; where anything failed, unless told
 */
export async function runTwiceIfRed(
  run: (label: 'first' | 'again') => Promise<ChecksRun>,
  isWorthAnother: (results: ChecksRun['results']) => boolean = hasFailed,
): Promise<ChecksRun> {
  const first = await run('first');
  if (first.aborted || !isWorthAnother(first.results)) return first;
  const second = await run('again');
  if (second.aborted) return second;
  const greenAtFirst = new Set(
    first.results.filter((result) => result.status === 'green').map((result) => result.index),
  );
  const results = second.results.map((result) =>
    result.status === 'green' && !greenAtFirst.has(result.index) ? { ...result, flaky: true } : result,
  );
  return { results, aborted: false };
}
