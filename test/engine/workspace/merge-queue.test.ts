import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/engine/failure.ts';
import { createChance } from '../../../src/engine/simulator/seeded.ts';
import type { Candidate } from '../../../src/engine/workspace/candidate.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import {
  createMergeQueue,
  type Landing,
  type Verification,
} from '../../../src/engine/workspace/merge-queue.ts';

const RED: Verification = { type: 'red', failure: { reason: 'check-red', checks: [] } };
const GREEN: Verification = { type: 'green', verdict: 'proven', proof: [0] };
const candidate = (worker: string): Candidate => ({
  worker,
  attempt: 1,
  base: 'tip',
  tree: worker,
  commit: worker,
  paths: [],
});
/** Lets everything that is settled have its effect. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

interface Run {
  readonly worker: string;
  readonly onto: string;
  readonly aborted: () => boolean;
  stacked(): void;
  end(verification: Verification): Promise<void>;
}

/** A queue whose verifications the test ends; a commit's name says what it stands on: `tip`, `tip+a`, `tip+a+b`. */
function bench(slots: number, land?: (worker: string) => Promise<Failure | null>) {
  let tip = 'tip';
  const runs: Run[] = [];
  const landings = new Map<string, Landing>();
  const landed: { commit: string; parent: string }[] = [];
  const aborts = new Map<string, AbortController>();
  const clock = fakeClock();
  const queue = createMergeQueue({
    slots,
    clock,
    tip: () => tip,
    land: async ({ candidate: { worker }, commit, parent, verdict, proof }) => {
      const failure = await (land?.(worker) ?? Promise.resolve(null));
      if (failure !== null) return failure;
      expect({ parent, verdict, proof }).toEqual({ parent: tip, verdict: 'proven', proof: [0] });
      tip = commit;
      landed.push({ commit, parent });
      return null;
    },
  });
  return {
    clock,
    runs,
    landings,
    landed,
    tip: () => tip,
    /** The newest verification of a worker. */
    run: (worker: string): Run => {
      const found = runs.findLast((run) => run.worker === worker);
      if (found === undefined) throw new Error(`${worker} is not being verified`);
      return found;
    },
    abort: (worker: string) => aborts.get(worker)?.abort(),
    submit(worker: string, exclusive = false): void {
      const abort = new AbortController();
      aborts.set(worker, abort);
      const request = {
        candidate: candidate(worker),
        exclusive,
        signal: abort.signal,
        verify: (onto: string, stacked: (commit: string) => void, signal: AbortSignal) =>
          new Promise<Verification>((resolve) => {
            runs.push({
              worker,
              onto,
              aborted: () => signal.aborted,
              stacked: () => stacked(`${onto}+${worker}`),
              end: async (verification) => {
                resolve(verification);
                await settle();
              },
            });
          }),
      };
      void queue.submit(request).then((landing) => landings.set(worker, landing));
    },
  };
}

/** How long the first candidate may hold up the others. */
const PATIENCE_MS = 60_000;

describe('the merge queue', () => {
  it('verifies a candidate on the one ahead of it before that one has landed', () => {
    const q = bench(4);
    q.submit('a');
    q.submit('b');
    expect(q.runs.map(({ worker, onto }) => [worker, onto])).toEqual([['a', 'tip']]);
    q.run('a').stacked();
    expect(q.run('b').onto).toBe('tip+a');
  });

  it('lands in the order of the queue, however the verifications end', async () => {
    const q = bench(4);
    q.submit('a');
    q.submit('b');
    q.run('a').stacked();
    q.run('b').stacked();
    await q.run('b').end(GREEN);
    expect(q.landed).toEqual([]);
    await q.run('a').end(GREEN);
    expect(q.landed).toEqual([
      { commit: 'tip+a', parent: 'tip' },
      { commit: 'tip+a+b', parent: 'tip+a' },
    ]);
    expect(q.runs).toHaveLength(2);
  });

  it('takes a red one out of the middle and verifies what stood on it again without it', async () => {
    const q = bench(4);
    for (const worker of ['a', 'b', 'c']) {
      q.submit(worker);
      q.run(worker).stacked();
    }
    const stale = q.run('c');
    await q.run('b').end(RED);
    expect(stale.aborted()).toBe(true);
    expect(q.run('c').onto).toBe('tip+a');
    await q.run('a').end(GREEN);
    expect(q.landings.get('b')?.type).toBe('rejected');
    q.run('c').stacked();
    await stale.end(GREEN);
    expect(q.landings.has('c')).toBe(false);
    await q.run('c').end(GREEN);
    expect(q.tip()).toBe('tip+a+c');
  });

  it('holds a red verdict back until what is ahead has landed: it may be the fault of that', async () => {
    const q = bench(4);
    q.submit('a');
    q.run('a').stacked();
    q.submit('b');
    q.run('b').stacked();
    await q.run('b').end(RED);
    expect(q.landings.has('b')).toBe(false);
    await q.run('a').end(RED);
    expect(q.landings.get('a')?.type).toBe('rejected');
    expect(q.run('b').onto).toBe('tip');
    q.run('b').stacked();
    await q.run('b').end(GREEN);
    expect(q.landings.get('b')).toEqual({ type: 'landed', commit: 'tip+b' });
  });

  it('verifies no more than its slots at once', async () => {
    const q = bench(2);
    for (const worker of ['a', 'b', 'c']) q.submit(worker);
    q.run('a').stacked();
    q.run('b').stacked();
    expect(q.runs).toHaveLength(2);
    await q.run('a').end(GREEN);
    expect(q.run('c').onto).toBe('tip+a+b');
  });

  it('runs what must not run twice only at the head, and stacks nothing on it', async () => {
    const q = bench(4);
    q.submit('a');
    q.run('a').stacked();
    q.submit('once', true);
    q.submit('b');
    expect(q.runs.map(({ worker }) => worker)).toEqual(['a']);
    await q.run('a').end(GREEN);
    expect(q.run('once').onto).toBe('tip+a');
    q.run('once').stacked();
    expect(q.runs.map(({ worker }) => worker)).toEqual(['a', 'once']);
    await q.run('once').end(GREEN);
    expect(q.run('b').onto).toBe('tip+a+once');
    expect(q.runs.filter(({ worker }) => worker === 'once')).toHaveLength(1);
  });

  it('forgets a candidate that is aborted, and verifies what stood on it again', async () => {
    const q = bench(4);
    q.submit('a');
    q.run('a').stacked();
    q.submit('b');
    q.run('b').stacked();
    q.abort('a');
    await settle();
    expect(q.landings.get('a')).toEqual({ type: 'aborted' });
    expect(q.run('a').aborted()).toBe(true);
    expect(q.run('b').onto).toBe('tip');
  });

  it('does not call a candidate aborted whose landing has begun: it is landed, or was refused', async () => {
    const gates: ((failure: Failure | null) => void)[] = [];
    const q = bench(4, () => new Promise((resolve) => gates.push(resolve)));
    q.submit('a');
    q.run('a').stacked();
    await q.run('a').end(GREEN);
    q.abort('a');
    await settle();
    expect(q.landings.get('a')).toBeUndefined();
    gates[0]?.(null);
    await settle();
    expect(q.landings.get('a')).toEqual({ type: 'landed', commit: 'tip+a' });
  });

  it('rejects a candidate whose landing fails, and goes on with the next on the old tip', async () => {
    const failure: Failure = { reason: 'workspace', detail: 'the branch moved' };
    const q = bench(4, (worker) => Promise.resolve(worker === 'a' ? failure : null));
    q.submit('a');
    q.run('a').stacked();
    q.submit('b');
    q.run('b').stacked();
    await q.run('a').end(GREEN);
    expect(q.landings.get('a')).toEqual({ type: 'rejected', failure });
    expect(q.run('b').onto).toBe('tip');
    q.run('b').stacked();
    await q.run('b').end(GREEN);
    expect(q.tip()).toBe('tip+b');
  });

  it('lets those behind go first when the first takes too long, once', async () => {
    const q = bench(4);
    q.submit('slow');
    q.run('slow').stacked();
    q.submit('b');
    q.run('b').stacked();
    q.clock.advance(PATIENCE_MS);
    expect(q.run('b').onto).toBe('tip');
    q.run('b').stacked();
    await q.run('b').end(GREEN);
    expect(q.landings.get('b')).toEqual({ type: 'landed', commit: 'tip+b' });
    expect(q.run('slow').onto).toBe('tip+b');
    q.submit('c');
    q.clock.advance(PATIENCE_MS);
    q.run('slow').stacked();
    await q.run('slow').end(GREEN);
    expect(q.landings.get('slow')).toEqual({ type: 'landed', commit: 'tip+b+slow' });
    q.run('c').stacked();
    await q.run('c').end(GREEN);
    expect(q.clock.pending()).toBe(0);
  });

  it('takes nothing in that is aborted already', async () => {
    const abort = AbortSignal.abort();
    const queue = createMergeQueue({
      clock: fakeClock(),
      slots: 1,
      tip: () => 'tip',
      land: () => Promise.resolve(null),
    });
    const landing = queue.submit({
      candidate: candidate('a'),
      exclusive: false,
      signal: abort,
      verify: () => Promise.resolve(GREEN),
    });
    expect(await landing).toEqual({ type: 'aborted' });
  });
});

describe('any course of verifications', () => {
  it('lands only what was green on exactly the parent that it lands on, and settles everything', async () => {
    for (let seed = 0; seed < 120; seed += 1) {
      const chance = createChance('queue', seed);
      const q = bench(1 + Math.floor(chance.between(0, 4)));
      const green = new Set<string>();
      const count = 2 + Math.floor(chance.between(0, 6));
      const workers = Array.from({ length: count }, (_, at) => `w${at}`);
      const waiting = [...workers];
      const open = new Set<Run>();
      const seen = new Set<Run>();
      for (let step = 0; q.landings.size < count; step += 1) {
        expect(step).toBeLessThan(2_000);
        for (const run of q.runs) {
          if (seen.has(run)) continue;
          seen.add(run);
          open.add(run);
        }
        const next = waiting[0];
        if (next !== undefined && (open.size === 0 || chance.flip(0.4))) {
          waiting.shift();
          q.submit(next, chance.flip(0.15));
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
        await settle();
        if (chance.flip(0.05)) q.clock.advance(PATIENCE_MS);
      }
      expect(q.clock.pending()).toBe(0);
      for (const { commit, parent } of q.landed) {
        expect(green).toContain(commit);
        expect(commit.startsWith(`${parent}+`)).toBe(true);
      }
      const won = workers.filter((worker) => q.landings.get(worker)?.type === 'landed');
      expect(q.landed.map(({ commit }) => commit.split('+').at(-1)).sort()).toEqual(won.sort());
    }
  });
});
