import { topologicalOrder } from './critical-path.ts';

/** The scheduler's state of a worker. */
type QueueState = 'waiting' | 'ready' | 'running' | 'accepted' | 'stuck';

/** A worker, and those that must be accepted before it may start. */
export interface ScheduledWorker {
  readonly id: string;
  readonly after: readonly string[];
}

export interface SchedulerOptions {
  /** In the order of their numbers, which decides between workers that could start. */
  readonly workers: readonly ScheduledWorker[];
  /** How many run at once. */
  readonly concurrency: number;
  readonly accepted?: ReadonlySet<string>;
  /** Workers that wait for a person. */
  readonly stuck?: ReadonlySet<string>;
}

/** What the scheduler tells the engine to do. */
export interface Changes {
  /** Workers to start now, in order. */
  readonly start: readonly string[];
  /** Workers that cannot start until those `by` are accepted after all. */
  readonly blocked: readonly { readonly worker: string; readonly by: readonly string[] }[];
  readonly unblocked: readonly string[];
}

/**
 * Decides which worker may start. Plain state and no side effects: every call returns what changed. A worker's
 * change looks at its own successors only, never at all workers.
 */
export interface Scheduler {
  /** Starts workers up to the limit; the first call also reports the workers that stuck ones block. */
  fill(): Changes;
  accepted(worker: string): Changes;
  /** The worker waits for a person, and its successors wait for it. */
  stuck(worker: string): Changes;
  /** A stuck or running worker goes back into the queue. */
  again(worker: string): Changes;
  /** Adds workers. Where they replace a worker, it waits for all of them. */
  add(workers: readonly ScheduledWorker[], standInFor: string | null): Changes;
  /** Whether nothing runs and nothing can start; workers that only a pause holds back can. */
  isIdle(): boolean;
  setPaused(isPaused: boolean): Changes;
}

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { concurrency, accepted = new Set<string>(), stuck = new Set<string>() } = options;
  /** The direct successors of each worker. */
  const followers = new Map<string, string[]>();
  const states = new Map<string, QueueState>();
  const missing = new Map<string, number>();
  const ready: string[] = [];
  /** The stuck workers that each worker waits for, directly or not. */
  const blockers = new Map<string, Set<string>>();
  const counted = new Set(accepted);
  let runningCount = 0;
  let isPaused = false;

  const behind = (worker: string): readonly string[] => followers.get(worker) ?? [];
  const comesFirst = (a: string, b: string): number =>
    (rank.get(b) ?? 0) - (rank.get(a) ?? 0) || (a < b ? -1 : 1);
  const makeReady = (worker: string): void => {
    states.set(worker, 'ready');
    let low = 0;
    let high = ready.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (comesFirst(ready[middle] ?? '', worker) < 0) low = middle + 1;
      else high = middle;
    }
    ready.splice(low, 0, worker);
  };
  const start = (): string[] => {
    const started: string[] = [];
    while (!isPaused && runningCount < concurrency) {
      const next = ready.shift();
      if (next === undefined) break;
      states.set(next, 'running');
      runningCount += 1;
      started.push(next);
    }
    return started;
  };
  const leave = (worker: string): void => {
    if (states.get(worker) === 'running') runningCount -= 1;
    const at = ready.indexOf(worker);
    if (at >= 0) ready.splice(at, 1);
  };
  /** Adds or removes one blocker for all direct and indirect successors of a worker. */
  const spread = (from: string, edit: (blockedBy: Set<string>) => boolean): string[] => {
    const changed: string[] = [];
    const seen = new Set([from]);
    const queue = [...behind(from)];
    for (let worker = queue.shift(); worker !== undefined; worker = queue.shift()) {
      if (seen.has(worker)) continue;
      seen.add(worker);
      const blockedBy = blockers.get(worker) ?? new Set<string>();
      blockers.set(worker, blockedBy);
      if (states.get(worker) === 'waiting' && edit(blockedBy)) changed.push(worker);
      queue.push(...behind(worker));
    }
    return changed;
  };
  const block = (worker: string): { worker: string; by: string[] }[] =>
    spread(worker, (blockedBy) => {
      blockedBy.add(worker);
      return true;
    }).map((id) => ({ worker: id, by: [...(blockers.get(id) ?? [])] }));
  const unblock = (worker: string): string[] =>
    spread(worker, (blockedBy) => blockedBy.delete(worker) && blockedBy.size === 0);

  /** Records the predecessors of a worker; returns how many of them are not accepted yet. */
  const link = ({ id, after }: ScheduledWorker): number => {
    const before = new Set(after);
    for (const worker of before) {
      const list = followers.get(worker);
      if (list === undefined) followers.set(worker, [id]);
      else list.push(id);
    }
    const open = [...before].filter((worker) => !counted.has(worker)).length;
    missing.set(id, open);
    return open;
  };

  for (const worker of options.workers) link(worker);
  const rank = rankByChain(options.workers);
  for (const { id } of options.workers) {
    if (accepted.has(id)) states.set(id, 'accepted');
    else if (stuck.has(id)) states.set(id, 'stuck');
    else if (missing.get(id) === 0) makeReady(id);
    else states.set(id, 'waiting');
  }

  const heldBack = [...stuck].flatMap(block);

  return {
    fill: () => ({ start: start(), blocked: heldBack.splice(0), unblocked: [] }),
    accepted(worker) {
      leave(worker);
      states.set(worker, 'accepted');
      const unblocked = unblock(worker);
      // A worker that was sent back for rework is counted once: its first acceptance has released its successors.
      const isFirst = !counted.has(worker);
      counted.add(worker);
      for (const next of isFirst ? behind(worker) : []) {
        const left = (missing.get(next) ?? 0) - 1;
        missing.set(next, left);
        if (left === 0 && states.get(next) === 'waiting') makeReady(next);
      }
      return { start: start(), blocked: [], unblocked };
    },
    stuck(worker) {
      leave(worker);
      states.set(worker, 'stuck');
      return { start: start(), blocked: block(worker), unblocked: [] };
    },
    again(worker) {
      leave(worker);
      const unblocked = unblock(worker);
      // The worker may have become stuck before its predecessors were accepted.
      if ((missing.get(worker) ?? 0) > 0) states.set(worker, 'waiting');
      else makeReady(worker);
      return { start: start(), blocked: [], unblocked };
    },
    add(workers, standInFor) {
      if (standInFor !== null) {
        leave(standInFor);
        states.set(standInFor, 'waiting');
        link({ id: standInFor, after: workers.map(({ id }) => id) });
      }
      for (const worker of workers) {
        // The new workers are as urgent as the one that they replace.
        rank.set(worker.id, standInFor === null ? 1 : (rank.get(standInFor) ?? 1));
        if (link(worker) === 0) makeReady(worker.id);
        else states.set(worker.id, 'waiting');
      }
      return { start: start(), blocked: [], unblocked: [] };
    },
    isIdle: () => runningCount === 0 && ready.length === 0,
    setPaused(value) {
      isPaused = value;
      return { start: start(), blocked: [], unblocked: [] };
    },
  };
}

/** For each worker, the length of the longest chain that begins with it: the longest chain starts first. */
function rankByChain(workers: readonly ScheduledWorker[]): Map<string, number> {
  const edges = new Map(workers.map(({ id, after }) => [id, after.map((worker) => ({ worker }))]));
  const rank = new Map<string, number>();
  for (const id of [...topologicalOrder(edges)].reverse()) {
    const own = (rank.get(id) ?? 0) + 1;
    rank.set(id, own);
    for (const { worker } of edges.get(id) ?? []) rank.set(worker, Math.max(rank.get(worker) ?? 0, own));
  }
  return rank;
}
