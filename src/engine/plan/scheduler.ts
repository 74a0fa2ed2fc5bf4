import type { Plan } from '../domain/plan.ts';

/** Where the scheduler has a worker. */
type Place = 'waiting' | 'ready' | 'running' | 'accepted' | 'stuck';

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
  /** Fills the free places; the first time it also tells whom those that are stuck hold back. */
  fill(): Changes;
  accepted(worker: string): Changes;
  /** The worker is left to a person: what comes after it waits. */
  stuck(worker: string): Changes;
  /** A stuck or running worker goes back into the queue. */
  again(worker: string): Changes;
  /** Nothing runs and nothing can start; what a pause holds back can. */
  isIdle(): boolean;
  setPaused(isPaused: boolean): Changes;
}

export function createScheduler(
  plan: Plan,
  concurrency: number,
  accepted: ReadonlySet<string>,
  stuck: ReadonlySet<string> = new Set(),
): Scheduler {
  const place = new Map<string, Place>();
  const missing = new Map<string, number>();
  const rank = rankByChain(plan);
  const ready: string[] = [];
  /** Stuck workers that a worker waits for, directly or not. */
  const blockers = new Map<string, Set<string>>();
  const counted = new Set(accepted);
  let runningCount = 0;
  let isPaused = false;

  const before = (worker: string): readonly string[] => plan.workers.get(worker)?.before ?? [];
  const comesFirst = (a: string, b: string): number =>
    (rank.get(b) ?? 0) - (rank.get(a) ?? 0) || (a < b ? -1 : 1);
  const makeReady = (worker: string): void => {
    place.set(worker, 'ready');
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
      place.set(next, 'running');
      runningCount += 1;
      started.push(next);
    }
    return started;
  };
  const leave = (worker: string): void => {
    if (place.get(worker) === 'running') runningCount -= 1;
    const at = ready.indexOf(worker);
    if (at >= 0) ready.splice(at, 1);
  };
  /** Adds or removes one blocker for everything behind a worker. */
  const spread = (from: string, edit: (blockedBy: Set<string>) => boolean): string[] => {
    const changed: string[] = [];
    const seen = new Set([from]);
    const queue = [...before(from)];
    for (let worker = queue.shift(); worker !== undefined; worker = queue.shift()) {
      if (seen.has(worker)) continue;
      seen.add(worker);
      const blockedBy = blockers.get(worker) ?? new Set<string>();
      blockers.set(worker, blockedBy);
      if (place.get(worker) === 'waiting' && edit(blockedBy)) changed.push(worker);
      queue.push(...before(worker));
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

  for (const worker of plan.order) {
    const open = (plan.workers.get(worker)?.after ?? []).filter((edge) => !accepted.has(edge.worker));
    missing.set(worker, new Set(open.map((edge) => edge.worker)).size);
    if (accepted.has(worker)) place.set(worker, 'accepted');
    else if (stuck.has(worker)) place.set(worker, 'stuck');
    else if (open.length === 0) makeReady(worker);
    else place.set(worker, 'waiting');
  }

  const heldBack = [...stuck].flatMap(block);

  return {
    fill: () => ({ start: start(), blocked: heldBack.splice(0), unblocked: [] }),
    accepted(worker) {
      leave(worker);
      place.set(worker, 'accepted');
      const unblocked = unblock(worker);
      // A worker that was sent back for rework is counted once: its successors went ahead long ago.
      const isFirst = !counted.has(worker);
      counted.add(worker);
      for (const next of isFirst ? before(worker) : []) {
        const left = (missing.get(next) ?? 0) - 1;
        missing.set(next, left);
        if (left === 0 && place.get(next) === 'waiting') makeReady(next);
      }
      return { start: start(), blocked: [], unblocked };
    },
    stuck(worker) {
      leave(worker);
      place.set(worker, 'stuck');
      return { start: start(), blocked: block(worker), unblocked: [] };
    },
    again(worker) {
      leave(worker);
      const unblocked = unblock(worker);
      // It may have been set aside before its turn had come.
      if ((missing.get(worker) ?? 0) > 0) place.set(worker, 'waiting');
      else makeReady(worker);
      return { start: start(), blocked: [], unblocked };
    },
    isIdle: () => runningCount === 0 && ready.length === 0,
    setPaused(value) {
      isPaused = value;
      return { start: start(), blocked: [], unblocked: [] };
    },
  };
}

/** How many workers follow each other from this one on: the longest chain starts first. */
function rankByChain(plan: Plan): ReadonlyMap<string, number> {
  const rank = new Map<string, number>();
  const visit = (id: string): number => {
    const stack = [id];
    while (stack.length > 0) {
      const worker = stack.at(-1) ?? '';
      const next = plan.workers.get(worker)?.before ?? [];
      const open = next.filter((follower) => !rank.has(follower));
      if (open.length > 0) {
        stack.push(...open);
        continue;
      }
      rank.set(worker, 1 + Math.max(0, ...next.map((follower) => rank.get(follower) ?? 0)));
      stack.pop();
    }
    return rank.get(id) ?? 0;
  };
  for (const id of plan.order) if (!rank.has(id)) visit(id);
  return rank;
}
