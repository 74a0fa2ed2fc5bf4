import type { Reporter, TestModule } from 'vitest/node';

/**
 * The counts of a run as CI reads them, on a line of their own. A file that failed without a failed test (it did not
 * load, or a hook failed) and an error outside all tests count as one failure each: a red run never reads as green.
 */
export function closingLine(modules: readonly TestModule[], errors: number): string {
  let passed = 0;
  let failed = errors;
  let skipped = 0;
  for (const module of modules) {
    let failedHere = 0;
    for (const test of module.children.allTests()) {
      const state = test.result().state;
      if (state === 'passed') passed += 1;
      else if (state === 'failed') failedHere += 1;
      else skipped += 1;
    }
    failed += failedHere === 0 && module.state() === 'failed' ? 1 : failedHere;
  }
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Prints the closing line after the default reporter's summary. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    process.stdout.write(`${closingLine(modules, errors.length)}\n`);
  }
}
