import { afterAll } from 'vitest';
import { systemClock } from '../../src/engine/domain/clock.ts';
import { openParsers, type Parsers } from '../../src/engine/producer/judge/syntax/parsers.ts';
import { openRunner } from '../../src/engine/runner/runner.ts';

/** Parsers that all tests of a file share, since each start of one costs a tenth of a second. */
export function sharedParsers(python: string | null): Parsers {
  const runner = openRunner();
  afterAll(() => runner.close());
  return openParsers(runner, { python, clock: systemClock });
}
