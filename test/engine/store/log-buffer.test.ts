import { describe, expect, it } from 'vitest';
import { createLogBuffer } from '../../../src/engine/store/log-buffer.ts';

describe('the log of a worker', () => {
  it('is what was printed, however it was cut into pieces', () => {
    const log = createLogBuffer();
    for (const piece of ['one\ntw', 'o', '', '\n\nfo', 'ur']) log.add('W', piece);
    expect(log.lines('W')).toEqual(['one', 'two', '', 'four']);
    log.add('W', '\n');
    expect(log.lines('W')).toEqual(['one', 'two', '', 'four', '']);
    expect(log.lines('X')).toEqual([]);
  });

  it('holds a line of many pieces', () => {
    const log = createLogBuffer();
    for (let at = 0; at < 1_000; at += 1) log.add('W', String(at % 10));
    expect(log.lines('W')).toEqual(['0123456789'.repeat(100)]);
  });

  it('keeps the last 500 lines, and 2,000 characters of each', () => {
    const log = createLogBuffer();
    for (let at = 0; at < 2_000; at += 1) log.add('W', `${at}\n`);
    for (let at = 0; at < 300; at += 1) log.add('W', 'x'.repeat(10));
    const lines = log.lines('W');
    expect(lines).toHaveLength(500);
    expect(lines.slice(0, 2)).toEqual(['1501', '1502']);
    expect(lines.at(-1)).toBe('x'.repeat(2_000));
  });
});
