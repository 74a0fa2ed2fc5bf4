import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/engine/failure.ts';
import { createChance } from '../../../src/engine/simulator/seeded.ts';
import type { Candidate } from '../../../src/engine/workspace/candidate.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import {
  createMergeQueue,
  type Landing,
  type ReadyLanding,
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
  end(verification: Verification | Promise<Verification>): Promise<void>;
}

/** What reached the branch, and from where. */
type Landed = Omit<ReadyLanding, 'candidate'>;
const landedOn = (parent: string, commit: string): Landed => ({
  commit,
  parent,
  verdict: 'proven',
  proof: [0],
});

/** A queue whose verifications the test ends; a commit's name says what it stands on: `tip`, `tip+a`, `tip+a+b`. */
function bench(slots: number, land?: (worker: string) => Promise<Failure | null>) {
  let tip = 'tip';
  let asked = 0;
  const runs: Run[] = [];
  const landings = new Map<string, Landing>();
  const landed: Landed[] = [];
  const aborts = new Map<string, AbortController>();
  const clock = fakeClock();
  const queue = createMergeQueue({
    slots,
    clock,
    tip: () => {
      asked += 1;
      if (asked > 1_000) throw new Error('the queue turns without end');
      return tip;
    },
    land: async ({ candidate: { worker }, ...landing }) => {
      const failure = await (land?.(worker) ?? Promise.resolve(null));
      if (failure !== null) return failure;
      tip = landing.commit;
      landed.push(landing);
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

/** Landings that wait until the test lets them end, in the order in which they began. */
function gatedLandings() {
  const gates: ((failure: Failure | null) => void)[] = [];
  return { gates, land: () => new Promise<Failure | null>((resolve) => gates.push(resolve)) };
}

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
    expect(q.landed).toEqual([landedOn('tip', 'tip+a'), landedOn('tip+a', 'tip+a+b')]);
    expect(q.runs).toHaveLength(2);
  });

  it('rejects what is red with the failure of its own checks, and never tries to land it', async () => {
    const tried: string[] = [];
    const q = bench(4, (worker) => {
      tried.push(worker);
      return Promise.resolve(null);
    });
    q.submit('a');
    q.run('a').stacked();
    await q.run('a').end(RED);
    expect(q.landings.get('a')).toEqual({
      type: 'rejected',
      failure: { reason: 'check-red', checks: [] },
    });
    expect(tried).toEqual([]);
  });

  it('never lands what is green without a commit; once that is taken out, the next has its turn', async () => {
    const q = bench(4);
    q.submit('a');
    q.submit('b');
    await q.run('a').end(GREEN);
    expect(q.landed).toEqual([]);
    q.abort('a');
    q.run('b').stacked();
    await q.run('b').end(GREEN);
    expect(q.landed).toEqual([landedOn('tip', 'tip+b')]);
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

  it('takes out a red one and lands the green one behind it in one go, when what is ahead has landed', async () => {
    const q = bench(4);
    q.submit('a');
    q.run('a').stacked();
    q.submit('b');
    q.run('b').stacked();
    await q.run('b').end(RED);
    q.submit('c');
    expect(q.run('c').onto).toBe('tip+a');
    q.run('c').stacked();
    await q.run('c').end(GREEN);
    await q.run('a').end(GREEN);
    expect(q.landings.get('b')?.type).toBe('rejected');
    expect(q.landed).toEqual([landedOn('tip', 'tip+a'), landedOn('tip+a', 'tip+a+c')]);
  });

  it('starts nothing on a commit that has to be made anew itself', async () => {
    const q = bench(8);
    for (const worker of ['red', 'a', 'b']) {
      q.submit(worker);
      q.run(worker).stacked();
    }
    await q.run('red').end(RED);
    q.submit('c');
    expect(q.runs.filter(({ worker }) => worker === 'c')).toEqual([]);
    q.run('a').stacked();
    q.run('b').stacked();
    expect(q.run('c').onto).toBe('tip+a+b');
  });

  it('verifies no more than its slots at once, and takes one in for each that ends', async () => {
    const q = bench(2);
    for (const worker of ['a', 'b', 'c', 'd']) q.submit(worker);
    q.run('a').stacked();
    q.run('b').stacked();
    expect(q.runs).toHaveLength(2);
    await q.run('a').end(GREEN);
    expect(q.run('c').onto).toBe('tip+a+b');
    q.run('c').stacked();
    expect(q.runs).toHaveLength(3);
    await q.run('b').end(GREEN);
    expect(q.run('d').onto).toBe('tip+a+b+c');
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

  it('leaves the others in the queue when one is aborted that has landed', async () => {
    const q = bench(4);
    q.submit('a');
    q.run('a').stacked();
    q.submit('b');
    q.run('b').stacked();
    await q.run('a').end(GREEN);
    q.abort('a');
    expect(q.landings.get('a')).toEqual({ type: 'landed', commit: 'tip+a' });
    await q.run('b').end(GREEN);
    expect(q.landings.get('b')).toEqual({ type: 'landed', commit: 'tip+a+b' });
  });

  it('lands one at a time, each once', async () => {
    const { gates, land } = gatedLandings();
    const q = bench(4, land);
    for (const worker of ['a', 'b']) {
      q.submit(worker);
      q.run(worker).stacked();
    }
    await q.run('a').end(GREEN);
    await q.run('b').end(GREEN);
    expect(gates).toHaveLength(1);
    gates[0]?.(null);
    await settle();
    expect(q.tip()).toBe('tip+a');
    gates[1]?.(null);
    await settle();
    expect(q.landed).toEqual([landedOn('tip', 'tip+a'), landedOn('tip+a', 'tip+a+b')]);
    expect(gates).toHaveLength(2);
  });

  it('starts nothing while a landing is under way: how that ends decides what the next one stands on', async () => {
    const { gates, land } = gatedLandings();
    const q = bench(1, land);
    q.submit('a');
    q.submit('b');
    q.run('a').stacked();
    await q.run('a').end(GREEN);
    expect(q.runs.map(({ worker }) => worker)).toEqual(['a']);
    gates[0]?.({ reason: 'workspace', detail: 'the branch moved' });
    await settle();
    expect(q.runs.map(({ worker, onto }) => [worker, onto])).toEqual([
      ['a', 'tip'],
      ['b', 'tip'],
    ]);
  });

  it('does not call a candidate aborted whose landing has begun: it is landed, or was refused', async () => {
    const { gates, land } = gatedLandings();
    const q = bench(4, land);
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

  it('gives the first one no more time for what joins meanwhile', () => {
    const q = bench(4);
    q.submit('slow');
    q.run('slow').stacked();
    q.submit('b');
    q.clock.advance(PATIENCE_MS - 1);
    q.submit('c');
    expect(q.run('b').onto).toBe('tip+slow');
    q.clock.advance(1);
    expect(q.run('b').onto).toBe('tip');
  });

  it('lets one that took its time alone give way later, when it holds up others', () => {
    const q = bench(4);
    q.submit('slow');
    q.run('slow').stacked();
    q.clock.advance(PATIENCE_MS);
    q.submit('b');
    expect(q.run('b').onto).toBe('tip+slow');
    q.clock.advance(PATIENCE_MS);
    expect(q.run('b').onto).toBe('tip');
  });

  it('keeps the place of a landing that takes long: it still cannot be aborted', async () => {
    const { gates, land } = gatedLandings();
    const q = bench(4, land);
    q.submit('a');
    q.run('a').stacked();
    q.submit('b');
    await q.run('a').end(GREEN);
    q.clock.advance(PATIENCE_MS);
    q.abort('a');
    await settle();
    expect(q.landings.has('a')).toBe(false);
    gates[0]?.(null);
    await settle();
    expect(q.landings.get('a')).toEqual({ type: 'landed', commit: 'tip+a' });
  });

  it('ends a candidate whose verification or landing throws in the open, with all that is known; the queue goes on', async () => {
    const bug = new Error('a bug in the checks');
    const throwText = async (): Promise<null> => {
      AbortSignal.abort('a text, not an error').throwIfAborted();
      return null;
    };
    const q = bench(4, (worker) => (worker === 'b' ? throwText() : Promise.resolve(null)));
    for (const worker of ['a', 'b', 'c']) q.submit(worker);
    await q.run('a').end(Promise.reject(bug));
    expect(q.landings.get('a')).toEqual({
      type: 'rejected',
      failure: { reason: 'internal', detail: bug.stack },
    });
    q.run('b').stacked();
    await q.run('b').end(GREEN);
    expect(q.landings.get('b')).toEqual({
      type: 'rejected',
      failure: { reason: 'internal', detail: 'a text, not an error' },
    });
    q.run('c').stacked();
    await q.run('c').end(GREEN);
    expect(q.landed).toEqual([landedOn('tip', 'tip+c')]);
  });

  it('takes nothing in that is aborted already', async () => {
    const landings: Landing[] = [];
    const queue = createMergeQueue({
      clock: fakeClock(),
      slots: 1,
      tip: () => 'tip',
      land: () => Promise.resolve(null),
    });
    const request = {
      candidate: candidate('a'),
      exclusive: false,
      signal: AbortSignal.abort(),
      verify: () => Promise.resolve(GREEN),
    };
    void queue.submit(request).then((landing) => landings.push(landing));
    await settle();
    expect(landings).toEqual([{ type: 'aborted' }]);
  });
});

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
        await settle();
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
