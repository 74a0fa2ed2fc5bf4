import { describe, expect, it } from 'vitest';
import { HELP, PARTS, readBenchOptions } from '../../bench/support/bench-options.ts';

const read = (line: string) => readBenchOptions(line === '' ? [] : line.split(' '));

describe('the command line of the benchmark', () => {
  it('measures what the specification names unless told', () => {
    expect(read('')).toEqual({
      ok: true,
      value: {
        parts: new Set(['exercises', 'synthetic', 'lint']),
        ...{ workers: null, slots: 2, concurrency: 50, answerMs: 20_000, rounds: 1 },
        ...{ old: null, sources: false, profile: null },
      },
    });
  });

  it('takes lists of parts and of sizes', () => {
    expect(read('--only synthetic,slow --workers 100,1000 --answer-seconds 0.5 --old 1f143b1')).toMatchObject(
      {
        value: {
          parts: new Set(['synthetic', 'slow']),
          workers: [100, 1000],
          answerMs: 500,
          old: '1f143b1',
        },
      },
    );
  });

  it('asks for help, which names every flag and part', () => {
    expect(read('--help')).toEqual({ ok: true, value: null });
    for (const part of PARTS) expect(HELP).toContain(part);
    for (const flag of ['only', 'workers', 'slots', 'concurrency', 'answer-seconds', 'old', 'rounds'])
      expect(HELP).toContain(`--${flag}`);
  });

  it.each([
    ['--only all', 'there is no all'],
    ['--workers 100,', '--workers'],
    ['--workers 0', '--workers'],
    ['--slots two', '--slots'],
    ['--rounds 1.5', '--rounds'],
    ['--answer-seconds 0', '--answer-seconds'],
    ['--fast', '--fast'],
  ])('says what is wrong with %s', (line, words) => {
    const options = read(line);
    expect(options).toMatchObject({ ok: false });
    expect(options.ok ? '' : options.error).toContain(words);
  });
});
