import { describe, expect, it } from 'vitest';
import { createChance } from '../../../src/simulator/seeded.ts';
import { nextTurn } from '../../support/next-turn.ts';
import { bench, GREEN, landedOn, PATIENCE_MS, RED, type Run } from '../../support/queue-bench.ts';

describe('any course of verifications', () => {
  it('lands only what was green on exactly the parent that it lands on, and settles everything', async () => {
    for (let seed = 0; seed < 120; seed += 1) {
      const chance = createChance('queue', seed);
      const slots = 1 + Math.floor(chance.between(0, 4));
      const q = bench(slots);
      const green = new Set<string>();
      const count = 2 + Math.floor(chance.between(0, 6));
      const workers = Array.from({ length: count }, (_, at) => `w${at}`);
      const waiting = [...workers];
      const exclusive = new Set<string>();
      const open = new Set<Run>();
      const seen = new Set<Run>();
      for (let step = 0; q.landings.size < count; step += 1) {
        expect(step).toBeLessThan(2_000);
        for (const run of q.runs) {
          if (seen.has(run)) continue;
          seen.add(run);
          open.add(run);
        }
        expect(open.size).toBeLessThanOrEqual(slots);
        // Whoever is in the queue is being verified or waits for one that is: an abort must not be what frees it.
        expect(open.size + waiting.length).toBeGreaterThan(0);
        const next = waiting[0];
        if (next !== undefined && (open.size === 0 || chance.flip(0.4))) {
          waiting.shift();
          const isExclusive = chance.flip(0.15);
          if (isExclusive) exclusive.add(next);
          q.submit(next, isExclusive);
        } else if (chance.flip(0.05)) {
          q.abort(chance.pick(workers));
        } else if (open.size > 0) {
          const run = chance.pick([...open]);
          if (chance.flip(0.4)) run.stacked();
          else {
            open.delete(run);
            const isGreen = chance.flip(0.7);
            run.stacked();
            if (isGreen && !run.aborted()) green.add(`${run.onto}+${run.worker}`);
            await run.end(isGreen ? GREEN : RED);
          }
        }
        await nextTurn();
        if (chance.flip(0.05)) q.clock.advance(PATIENCE_MS);
      }
      expect(q.clock.pending()).toBe(0);
      for (const worker of exclusive) {
        expect(q.runs.filter((run) => run.worker === worker).length).toBeLessThanOrEqual(1);
      }
      let tip = 'tip';
      for (const landing of q.landed) {
        expect(green).toContain(landing.commit);
        expect(landing.commit.startsWith(`${tip}+`)).toBe(true);
        expect(landing).toEqual(landedOn(tip, landing.commit));
        tip = landing.commit;
      }
      const won = workers.filter((worker) => q.landings.get(worker)?.type === 'landed');
      expect(q.landed.map(({ commit }) => commit.split('+').at(-1)).sort()).toEqual(won.sort());
    }
  });
});
