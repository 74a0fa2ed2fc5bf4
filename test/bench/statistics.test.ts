import { describe, expect, it } from 'vitest';
import { percentile, slope } from '../../bench/support/statistics.ts';

describe('percentile', () => {
  it('is the value that so many do not exceed', () => {
    const values = Array.from({ length: 100 }, (_, at) => 100 - at);
    expect([0, 0.5, 0.95, 1].map((share) => percentile(values, share))).toEqual([1, 50, 95, 100]);
    expect(percentile([7], 0.95)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe('slope', () => {
  it('is that of the line through the points', () => {
    expect(slope([1, 2, 3].map((x) => ({ x, y: 5 + 2 * x })))).toBeCloseTo(2);
    expect(slope([1, 2, 3].map((x) => ({ x, y: 4 })))).toBe(0);
  });

  it('is the best one where the points lie on none', () => {
    const ys = [0, 2, 1, 3];
    expect(slope(ys.map((y, x) => ({ x, y })))).toBeCloseTo(0.8);
  });

  it('is none of a single point', () => {
    expect(slope([{ x: 1, y: 1 }])).toBeNaN();
  });
});
