import { describe, expect, it } from 'vitest';
import { createScheduler, type ScheduledWorker } from '../../../src/engine/plan/scheduler.ts';
import { createChance } from '../../../src/simulator/seeded.ts';
import { workerId } from '../../support/fake-run.ts';

/** Workers 1, 2, … from the numbers of their predecessors. */
const workersOf = (after: readonly (readonly number[])[]): readonly ScheduledWorker[] =>
  after.map((numbers, at) => ({ id: workerId(at + 1), after: numbers.map(workerId) }));

const [w1, w2, w3, w4] = [workerId(1), workerId(2), workerId(3), workerId(4)];

describe('the scheduler', () => {
  it('starts workers without dependencies, the longest chain first, up to the limit', () => {
    const scheduler = createScheduler({ workers: workersOf([[], [], [2], [3]]), concurrency: 1 });
    expect(scheduler.fill().start).toEqual([w2]);
    expect(scheduler.accepted(w2).start).toEqual([w3]);
    expect(scheduler.accepted(w3).start).toEqual([w1]);
  });

  it('starts a worker when the last of its predecessors is accepted', () => {
    const scheduler = createScheduler({ workers: workersOf([[], [], [1, 2]]), concurrency: 9 });
    expect(scheduler.fill().start).toEqual([w1, w2]);
    expect(scheduler.accepted(w1).start).toEqual([]);
    expect(scheduler.accepted(w2).start).toEqual([w3]);
  });

  it('goes on where a run was left: what is accepted counts and does not start', () => {
    const scheduler = createScheduler({
      workers: workersOf([[], [1], [2]]),
      concurrency: 9,
      accepted: new Set([w1, w2]),
    });
    expect(scheduler.fill().start).toEqual([w3]);
    expect(scheduler.accepted(w3)).toEqual({ start: [], blocked: [], unblocked: [] });
    expect(scheduler.isIdle()).toBe(true);
  });

  it('blocks all direct and indirect successors of a stuck worker, and nothing else', () => {
    const scheduler = createScheduler({ workers: workersOf([[], [1], [2], []]), concurrency: 1 });
    scheduler.fill();
    const { blocked, start } = scheduler.stuck(w1);
    expect(blocked).toEqual([
      { worker: w2, by: [w1] },
      { worker: w3, by: [w1] },
    ]);
    expect(start).toEqual([w4]);
    scheduler.accepted(w4);
    expect(scheduler.isIdle()).toBe(true);
  });

  it('names all workers that block another, and unblocks it with the last of them', () => {
    const scheduler = createScheduler({ workers: workersOf([[], [], [1, 2]]), concurrency: 9 });
    scheduler.fill();
    scheduler.stuck(w1);
    expect(scheduler.stuck(w2).blocked).toEqual([{ worker: w3, by: [w1, w2] }]);
    expect(scheduler.again(w1)).toEqual({ start: [w1], blocked: [], unblocked: [] });
    expect(scheduler.again(w2)).toEqual({ start: [w2], blocked: [], unblocked: [w3] });
    scheduler.accepted(w1);
    expect(scheduler.accepted(w2).start).toEqual([w3]);
  });

  it('runs an accepted worker again for rework without starting its successors twice', () => {
    const scheduler = createScheduler({ workers: workersOf([[], [1]]), concurrency: 9 });
    scheduler.fill();
    scheduler.accepted(w1);
    scheduler.accepted(w2);
    expect(scheduler.again(w1).start).toEqual([w1]);
    expect(scheduler.accepted(w1).start).toEqual([]);
    expect(scheduler.isIdle()).toBe(true);
  });

  it('does not start a blocked worker that is sent back before what it waits for is accepted', () => {
    const scheduler = createScheduler({ workers: workersOf([[], [1]]), concurrency: 9 });
    scheduler.fill();
    scheduler.stuck(w1);
    expect(scheduler.again(w2).start).toEqual([]);
    scheduler.again(w1);
    expect(scheduler.accepted(w1).start).toEqual([w2]);
  });

  it('starts nothing while paused, and the waiting workers afterwards', () => {
    const scheduler = createScheduler({ workers: workersOf([[], []]), concurrency: 1 });
    scheduler.fill();
    scheduler.setPaused(true);
    expect(scheduler.accepted(w1).start).toEqual([]);
    expect(scheduler.setPaused(false).start).toEqual([w2]);
  });
});

describe('any plan', () => {
  it('runs to its end, in order, within the limit, with stuck workers that come back', () => {
    for (let seed = 0; seed < 150; seed += 1) {
      const chance = createChance('plan', seed);
      const size = 2 + Math.floor(chance.between(0, 14));
      const after = Array.from({ length: size }, (_, at) =>
        Array.from({ length: at }, (__, before) => before + 1).filter(() => chance.flip(0.25)),
      );
      const limit = 1 + Math.floor(chance.between(0, 5));
      const scheduler = createScheduler({ workers: workersOf(after), concurrency: limit });
      const running: string[] = [];
      const accepted = new Set<string>();
      const stuck: string[] = [];
      const blocked = new Set<string>();
      const take = (changes: ReturnType<typeof scheduler.fill>): void => {
        for (const { worker } of changes.blocked) blocked.add(worker);
        for (const worker of changes.unblocked) expect(blocked.delete(worker)).toBe(true);
        for (const worker of changes.start) {
          const open = (after[Number(worker.slice(-3)) - 1] ?? []).filter(
            (number) => !accepted.has(workerId(number)),
          );
          expect({ seed, worker, open }).toEqual({ seed, worker, open: [] });
          expect(blocked).not.toContain(worker);
          running.push(worker);
        }
        expect(running.length).toBeLessThanOrEqual(limit);
      };
      take(scheduler.fill());
      for (let step = 0; accepted.size < size; step += 1) {
        expect(step).toBeLessThan(20 * size);
        if (running.length === 0) {
          expect(scheduler.isIdle()).toBe(true);
          const back = stuck.shift();
          if (back === undefined)
            throw new Error(`seed ${seed}: nothing runs, nothing is stuck, ${accepted.size} of ${size}`);
          take(scheduler.again(back));
          continue;
        }
        const worker = chance.pick(running);
        running.splice(running.indexOf(worker), 1);
        if (chance.flip(0.25)) {
          stuck.push(worker);
          take(scheduler.stuck(worker));
        } else {
          accepted.add(worker);
          take(scheduler.accepted(worker));
        }
      }
      expect(blocked.size).toBe(0);
      expect(scheduler.isIdle()).toBe(true);
    }
  });

  it('starts workers that join under way after their dependencies', () => {
    const scheduler = createScheduler({ workers: workersOf([[], []]), concurrency: 9 });
    expect(scheduler.fill().start).toEqual([w1, w2]);
    scheduler.accepted(w1);
    const joined = [
      { id: w3, after: [w1] },
      { id: w4, after: [w2, w3] },
    ];
    expect(scheduler.add(joined, null).start).toEqual([w3]);
    expect(scheduler.accepted(w3).start).toEqual([]);
    expect(scheduler.accepted(w2).start).toEqual([w4]);
  });

  it('runs the parts of a split worker before it, and its successors after it', () => {
    const scheduler = createScheduler({ workers: workersOf([[], [1]]), concurrency: 1 });
    expect(scheduler.fill().start).toEqual([w1]);
    const parts = [
      { id: w3, after: [] },
      { id: w4, after: [w3] },
    ];
    expect(scheduler.add(parts, w1).start).toEqual([w3]);
    expect(scheduler.accepted(w3).start).toEqual([w4]);
    expect(scheduler.accepted(w4).start).toEqual([w1]);
    expect(scheduler.accepted(w1).start).toEqual([w2]);
  });

  it('blocks a worker whose part is stuck, and its successors', () => {
    const scheduler = createScheduler({ workers: workersOf([[], [1]]), concurrency: 1 });
    scheduler.fill();
    scheduler.add([{ id: w3, after: [] }], w1);
    expect(scheduler.stuck(w3).blocked.map(({ worker }) => worker)).toEqual([w1, w2]);
    expect(scheduler.isIdle()).toBe(true);
    expect(scheduler.again(w3)).toMatchObject({ start: [w3], unblocked: [w1, w2] });
  });
});
