import { describe, expect, it } from 'vitest';
import { createRateLimit } from '../../../src/engine/provider/rate-limit.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const never = new AbortController().signal;
const STEP_MS = 100;

/** Asks `count` times at once. The limit lets a request go in the moment in which it stops waiting. */
function flood(perMinute: number, count: number) {
  const clock = fakeClock();
  const limit = createRateLimit(perMinute, clock);
  const taken = Array.from({ length: count }, () => limit.take(never));
  return { clock, taken, started: () => count - limit.waiting() };
}

describe('a limit of requests a minute', () => {
  it.each([1, 7, 60, 100, 600])(
    'lets no more than %i through in any 60 s, and not many fewer',
    async (perMinute) => {
      const { clock, taken, started } = flood(perMinute, perMinute * 3);
      const times: number[] = [];
      for (let at = 0; at <= 4 * 60_000; at += STEP_MS) {
        while (times.length < started()) times.push(at);
        clock.advance(STEP_MS);
      }
      expect(await Promise.all(taken)).toEqual(taken.map(() => true));
      expect(times).toHaveLength(perMinute * 3);
      times.forEach((at, index) => {
        const next = times[index + perMinute];
        // A start is seen at the end of its step.
        if (next !== undefined) expect(next - at).toBeGreaterThan(60_000 - STEP_MS);
      });
      const inThree = times.filter((at) => at < 3 * 60_000).length;
      expect(inThree).toBeGreaterThanOrEqual(Math.floor(perMinute * 3 * 0.95));
    },
  );

  it('keeps the exact rate when the clock moves from one start to the next', async () => {
    const clock = fakeClock();
    const begin = clock.now();
    const limit = createRateLimit(60, clock);
    const starts: number[] = [];
    for (let index = 0; index < 5; index += 1) {
      const passed = limit.take(never);
      while (limit.waiting() > 0) clock.advance(1);
      expect(await passed).toBe(true);
      starts.push(clock.now() - begin);
    }
    expect(starts).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
    expect(clock.pending()).toBe(0);
  });

  it('keeps to the millisecond when requests come as fast as they may', async () => {
    const clock = fakeClock();
    const limit = createRateLimit(600, clock);
    const starts: number[] = [];
    for (let index = 0; index < 700; index += 1) {
      const passed = limit.take(never);
      while (limit.waiting() > 0) clock.advance(1);
      await passed;
      starts.push(clock.now());
    }
    for (let index = 600; index < 700; index += 1) {
      expect((starts[index] ?? 0) - (starts[index - 600] ?? 0)).toBeGreaterThanOrEqual(60_000);
    }
  });

  it('lets 50 workers start at once under the limit of OpenAI', async () => {
    const { clock, taken, started } = flood(10_000, 50);
    expect(started()).toBe(50);
    expect(await Promise.all(taken)).toEqual(taken.map(() => true));
    expect(clock.pending()).toBe(0);
  });

  it('keeps the order, and spends nothing on a request that was given up', async () => {
    const clock = fakeClock();
    const limit = createRateLimit(60, clock);
    const order: string[] = [];
    const given = new AbortController();
    const ask = async (name: string, signal: AbortSignal): Promise<void> => {
      order.push(`${name} ${await limit.take(signal)}`);
    };
    const asked = [ask('a', never), ask('b', given.signal), ask('c', never), ask('d', never)];
    expect(limit.waiting()).toBe(3);
    given.abort();
    expect(limit.waiting()).toBe(2);
    clock.advance(999);
    expect(limit.waiting()).toBe(2);
    clock.advance(1);
    expect(limit.waiting()).toBe(1);
    clock.advance(1_000);
    expect(limit.waiting()).toBe(0);
    await Promise.all(asked);
    expect(order).toEqual(['a true', 'b false', 'c true', 'd true']);
    expect(clock.pending()).toBe(0);
  });

  it('leaves no timer when the last waiting request is given up', async () => {
    const clock = fakeClock();
    const limit = createRateLimit(60, clock);
    const given = new AbortController();
    await limit.take(never);
    const waiting = limit.take(given.signal);
    expect(clock.pending()).toBe(1);
    given.abort();
    expect(await waiting).toBe(false);
    expect(clock.pending()).toBe(0);
    expect(await limit.take(AbortSignal.abort())).toBe(false);
  });

  it('does not wait for hours when the clock of the machine is set back', async () => {
    let now = 10_000_000;
    const waits: number[] = [];
    const after = (ms: number): (() => void) => {
      waits.push(ms);
      return () => {};
    };
    const limit = createRateLimit(600, { now: () => now, after });
    for (let index = 0; index < 10; index += 1) expect(await limit.take(never)).toBe(true);
    expect(waits).toEqual([]);
    now = 0;
    void limit.take(never);
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThan(0);
    expect(waits[0]).toBeLessThanOrEqual(1_100);
  });
});
