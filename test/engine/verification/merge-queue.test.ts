import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/engine/domain/failure.ts';
import { createMergeQueue } from '../../../src/engine/verification/merge-queue.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { nextTurn } from '../../support/next-turn.ts';
import {
  bench,
  gatedLandings,
  GREEN,
  landedOn,
  PATIENCE_MS,
  RED,
  candidate,
} from '../../support/queue-bench.ts';

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

  it('takes out in the open what is green without a commit, and the next has its turn', async () => {
    const q = bench(4);
    q.submit('a');
    q.submit('b');
    await q.run('a').end(GREEN);
    expect(q.landed).toEqual([]);
    expect(q.landings.get('a')).toEqual({
      type: 'rejected',
      failure: { reason: 'internal', detail: 'green without a commit' },
    });
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
    await nextTurn();
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
    await nextTurn();
    expect(q.tip()).toBe('tip+a');
    gates[1]?.(null);
    await nextTurn();
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
    await nextTurn();
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
    await nextTurn();
    expect(q.landings.get('a')).toBeUndefined();
    gates[0]?.(null);
    await nextTurn();
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
    await nextTurn();
    expect(q.landings.has('a')).toBe(false);
    gates[0]?.(null);
    await nextTurn();
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
    expect(await queue.submit(request)).toEqual({ type: 'aborted' });
  });
});
