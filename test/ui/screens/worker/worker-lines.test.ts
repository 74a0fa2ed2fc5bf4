import { describe, expect, it } from 'vitest';
import type { WorkerState } from '../../../../src/engine/domain/state.ts';
import { cells } from '../../../../src/ui/fit.ts';
import { textOf } from '../../../../src/ui/line.ts';
import { workerLines } from '../../../../src/ui/screens/worker/worker-lines.ts';
import { START, aCheck, aWorker, anAttempt } from '../../../support/fake-run.ts';

const lines = (
  worker: WorkerState,
  others: readonly WorkerState[] = [],
  log: readonly string[] = [],
  width = 80,
): string[] =>
  workerLines(worker, log, (id) => others.find((other) => other.facts.id === id), START, width).map(textOf);

describe('workerLines', () => {
  it('says what a worker waits for, and how that stands', () => {
    const worker = aWorker(3, {
      facts: {
        after: [
          { worker: 'WORKER_001', because: 'shares src/a.py' },
          { worker: 'WORKER_002', because: 'named in DEPENDENCIES' },
        ],
      },
    });
    const first = aWorker(1, { status: { state: 'escalated', failure: { reason: 'empty' }, at: START } });
    const second = aWorker(2, { status: { state: 'accepted', verdict: 'proven', commit: 'c', at: START } });
    const text = lines(worker, [first, second]).join('\n');
    expect(text).toContain('WORKER_001 (escalated): shares src/a.py');
    expect(text).not.toContain('WORKER_002');
  });

  it('shows attempts newest first, with outcome, refusals and checks before and after', () => {
    const worker = aWorker(1, {
      attempts: [
        anAttempt(1, { outcome: { type: 'failed', failure: { reason: 'empty' } }, endedAt: START + 5000 }),
        anAttempt(2, {
          files: ['src/a.py'],
          refused: [{ path: '../../etc/passwd', why: 'escapes' }],
          before: [aCheck(0, { status: 'red', exitCode: 1 })],
          checks: [
            aCheck(0),
            aCheck(1, { status: 'red', exitCode: 1, outputTail: 'one\nAssertionError: 2 != 3\n' }),
          ],
        }),
      ],
    });
    const text = lines(worker).join('\n');
    expect(text.indexOf('attempt 2  ● under way')).toBeLessThan(text.indexOf('attempt 1  ✗ empty answer'));
    expect(text).toContain('wrote src/a.py');
    expect(text).toContain('refused ../../etc/passwd: escapes');
    expect(text).toContain('✓ green (exit 0)  1s, line 40, before the work red');
    expect(text).toContain('✗ red (exit 1)');
    expect(text).toContain('        AssertionError: 2 != 3');
  });

  it('ends with the log', () => {
    expect(lines(aWorker(1), [], ['first', 'last']).slice(-3)).toEqual(['Log (its end)', 'first', 'last']);
  });

  it('bounds what it shows of a long log, from the end', () => {
    const log = [...Array.from({ length: 5000 }, (_, index) => `line ${index}`), 'x'.repeat(100), 'last'];
    const shown = lines(aWorker(1), [], log);
    expect(shown.at(-1)).toBe('last');
    expect(shown.join('').length).toBeLessThan(11_000);
    expect(lines(aWorker(1), [], ['日'.repeat(1e6)]).join('').length).toBeLessThan(11_000);
  });

  it('shows what a check printed only for the newest attempt', () => {
    const red = (output: string) => aCheck(0, { status: 'red', outputTail: output });
    const attempts = [
      anAttempt(1, { checks: [red('from the first')] }),
      anAttempt(2, { checks: [red('from the second')] }),
    ];
    const text = lines(aWorker(1, { attempts })).join('\n');
    expect(text).toContain('from the second');
    expect(text).not.toContain('from the first');
  });

  it('wraps and escapes whatever it shows', () => {
    const evil = `\u001b[2J\u202e日本語${'x'.repeat(200)}`;
    const worker = aWorker(1, {
      facts: { name: evil, file: evil, deliverables: [evil] },
      status: { state: 'failed', failure: { reason: 'guide', excerpt: evil }, at: START },
      attempts: [
        anAttempt(1, {
          model: evil,
          files: [evil],
          refused: [{ path: evil, why: 'escapes' }],
          checks: [aCheck(0, { command: evil, status: 'red', outputTail: evil })],
          outcome: { type: 'failed', failure: { reason: 'guide', excerpt: evil } },
        }),
      ],
    });
    for (const text of lines(worker, [], [evil], 40)) {
      expect(cells(text)).toBeLessThanOrEqual(40);
      expect(/[\u001b\u202e]/.test(text)).toBe(false);
    }
  });
});
