import type { FailedCheck } from '../failure.ts';
import type { CheckResult } from './check-result.ts';

/** The checks of one run that speak against the work: all that are neither green nor left out on purpose. */
export function failedChecks(worker: string, results: readonly CheckResult[]): readonly FailedCheck[] {
  return results
    .filter((result) => result.status !== 'green' && result.status !== 'not-repeated')
    .map((result) => ({
      worker,
      command: result.command,
      line: result.line,
      status: result.status === 'red' ? `exit status ${result.exitCode ?? 'unknown'}` : result.status,
      outputTail: result.outputTail,
    }));
}

/** Whether the work may be accepted on these results: something was checked, and nothing failed. */
export function isGreen(results: readonly CheckResult[]): boolean {
  const green = results.filter((result) => result.status === 'green').length;
  return green > 0 && failedChecks('', results).length === 0;
}
