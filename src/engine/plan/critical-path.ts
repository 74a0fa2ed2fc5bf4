import type { Edge } from '../domain/plan.ts';

/** Worker ids so that each comes after all its predecessors; workers of a cycle, and those behind one, are left out. */
export function topologicalOrder(after: ReadonlyMap<string, readonly Pick<Edge, 'worker'>[]>): string[] {
  const missing = new Map<string, number>();
  const before = new Map<string, string[]>();
  for (const [id, edges] of after) {
    missing.set(id, edges.length);
    for (const edge of edges) {
      const behind = before.get(edge.worker);
      if (behind) behind.push(id);
      else before.set(edge.worker, [id]);
    }
  }
  const order = [...after.keys()].filter((id) => missing.get(id) === 0);
  for (let at = 0; at < order.length; at += 1)
    for (const id of before.get(order[at] ?? '') ?? []) {
      const left = (missing.get(id) ?? 0) - 1;
      missing.set(id, left);
      if (left === 0) order.push(id);
    }
  return order;
}

/** The longest chain of workers that must follow each other, first worker first; the earliest found of equal ones. */
export function criticalPath(after: ReadonlyMap<string, readonly Edge[]>): string[] {
  const length = new Map<string, number>();
  const previous = new Map<string, string>();
  let last: string | null = null;
  for (const id of topologicalOrder(after)) {
    let longest = 0;
    for (const { worker } of after.get(id) ?? []) {
      const here = length.get(worker) ?? 0;
      if (here > longest) {
        longest = here;
        previous.set(id, worker);
      }
    }
    length.set(id, longest + 1);
    if (last === null || longest + 1 > (length.get(last) ?? 0)) last = id;
  }
  const path: string[] = [];
  for (let id = last; id !== null; id = previous.get(id) ?? null) path.push(id);
  return path.reverse();
}
