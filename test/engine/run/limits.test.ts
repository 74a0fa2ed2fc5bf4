import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/engine/domain/failure.ts';
import { startLimits } from '../../../src/engine/run/limits.ts';
import { fakeClock } from '../../support/fake-clock.ts';

function bench(timeoutMs = 1_000, stallMs = 300) {
  const clock = fakeClock();
  const ends: Failure[] = [];
  const limits = startLimits({ clock, timeoutMs, stallMs, onEnd: (failure) => ends.push(failure) });
  return { clock, limits, ends };
}

describe('the limits of an attempt', () => {
  it('end it when nothing has moved for the stall time, and say what was missing', () => {
    const { clock, limits, ends } = bench();
    limits.beat('check output');
    clock.advance(299);
    expect(ends).toEqual([]);
    clock.advance(1);
    expect(ends).toEqual([{ reason: 'stall', limitMs: 300, missing: 'check output' }]);
  });

  it('let it go on as long as something moves, up to the total', () => {
    const { clock, limits, ends } = bench();
    for (let beat = 0; beat < 4; beat += 1) {
      clock.advance(249);
      limits.beat('tokens');
    }
    expect(ends).toEqual([]);
    clock.advance(4);
    expect(ends).toEqual([{ reason: 'timeout', limitMs: 1_000 }]);
  });

  it('stand still while it waits for others', () => {
    const { clock, limits, ends } = bench();
    clock.advance(200);
    limits.pause();
    clock.advance(1_000_000);
    expect(limits.leftMs()).toBe(800);
    limits.resume();
    clock.advance(299);
    expect(ends).toEqual([]);
    clock.advance(1);
    expect(ends.map(({ reason }) => reason)).toEqual(['stall']);
  });

  it('may be paused and resumed twice without harm', () => {
    const { clock, limits, ends } = bench(1_000, 5_000);
    limits.pause();
    limits.pause();
    clock.advance(500);
    limits.resume();
    clock.advance(600);
    limits.resume();
    expect(limits.leftMs()).toBe(400);
    clock.advance(400);
    expect(ends).toEqual([{ reason: 'timeout', limitMs: 1_000 }]);
    expect(limits.leftMs()).toBe(0);
  });

  it('leave no timer behind once they are closed', () => {
    const { clock, limits, ends } = bench();
    limits.close();
    expect(clock.pending()).toBe(0);
    clock.advance(1_000_000);
    expect(ends).toEqual([]);
  });
});
