import { expect, it } from 'vitest';
import { systemClock } from '../../../src/engine/domain/clock.ts';
import { err } from '../../../src/engine/domain/result.ts';
import { openLineProcess } from '../../../src/engine/runner/line-process.ts';
import { testRunner } from '../../support/runner.ts';

it('answers what waits that it is closed, and starts nothing for it', async () => {
  const started: string[] = [];
  const runner = testRunner();
  const process = openLineProcess(
    {
      ...runner,
      start(request, listener) {
        started.push(request.argv[0] ?? '');
        return runner.start(request, listener);
      },
    },
    {
      ...{ argv: ['cat'], cwd: '/', env: {}, clock: systemClock },
      ...{ limitMs: 60_000, idleMs: 60_000, maxQuestions: 100 },
    },
  );
  const answers = ['one', 'two', 'three'].map((line) => process.ask(line));
  process.close();
  const closed = err({ reason: 'ended', signal: null, detail: 'closed' });
  expect(await Promise.all(answers)).toEqual([closed, closed, closed]);
  expect(started).toEqual(['cat']);
});
