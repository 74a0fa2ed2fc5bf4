import { describe, expect, it } from 'vitest';
import { createRateLimit } from '../../../src/engine/provider/rate-limit.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const never = new AbortController().signal;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Asks `count` times at once and notes when each request starts, in ms from now. */
function flood(
  perMinute: number,
  count: number,
): { clock: ReturnType<typeof fakeClock>; starts: [number, number][] } {
  const clock = fakeClock();
  const begin = clock.now();
  const limit = createRateLimit(perMinute, clock);
  const starts: [number, number][] = [];
  for (let index = 0; index < count; index += 1) {
    void limit.take(never).then(() => starts.push([index, clock.now() - begin]));
  }
  return { clock, starts };
}

describe('a limit of requests a minute', () => {
  it.each([1, 7, 60, 100, 600])(
    'lets no more than %i through in any 60 s, and not many fewer',
    async (perMinute) => {
      const { clock, starts } = flood(perMinute, perMinute * 3);
      await settle();
      for (let step = 0; step < 4 * 60; step += 1) {
        clock.advance(1_000);
        await settle();
      }
      expect(starts).toHaveLength(perMinute * 3);
      const times = starts.map(([, at]) => at);
      times.forEach((at, index) => {
        const next = times[index + perMinute];
        // The resolved promises are seen at the end of a step of one second.
        if (next !== undefined) expect(next - at).toBeGreaterThan(60_000 - 2_000);
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

  it('holds to the ms for those who come as fast as they may', async () => {
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
    const { starts } = flood(10_000, 50);
    await settle();
    expect(starts.map(([index]) => index)).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  it('keeps the order, and lets one that gave up take nothing', async () => {
    const clock = fakeClock();
    const limit = createRateLimit(60, clock);
    const order: string[] = [];
    const given = new AbortController();
    const ask = (name: string, signal: AbortSignal): void => {
      void limit.take(signal).then((passed) => order.push(`${name} ${passed}`));
    };
    ask('a', never);
    ask('b', given.signal);
    ask('c', never);
    ask('d', never);
    given.abort();
    await settle();
    expect(order).toEqual(['a true', 'b false']);
    clock.advance(1_000);
    await settle();
    expect(order).toEqual(['a true', 'b false', 'c true']);
    clock.advance(1_000);
    await settle();
    expect(order.at(-1)).toBe('d true');
    expect(clock.pending()).toBe(0);
  });

  it('leaves no timer when the last one that waits gives up', async () => {
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
