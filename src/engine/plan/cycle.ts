import { topologicalOrder } from './critical-path.ts';
import type { Edge } from '../domain/plan.ts';

/** One step of a cycle: the worker, and why it waits for the next one. */
export interface CycleStep {
  readonly worker: string;
  readonly edge: Edge;
}

/** A shortest cycle through some worker that is on one, or null where the plan has none. */
export function findCycle(after: ReadonlyMap<string, readonly Edge[]>): CycleStep[] | null {
  const free = new Set(topologicalOrder(after));
  const stuck = (id: string): Edge[] => (after.get(id) ?? []).filter((edge) => !free.has(edge.worker));
  let at = [...after.keys()].find((id) => !free.has(id));
  if (at === undefined) return null;
  // Each worker that is stuck waits for another one that is, so this walk must come back to one that it has seen.
  for (const seen = new Set<string>(); !seen.has(at);) {
    seen.add(at);
    const next: Edge | undefined = stuck(at)[0];
    if (!next) return null;
    at = next.worker;
  }
  const start = at;
  const reached = new Map<string, CycleStep>();
  const queue = [start];
  for (const worker of queue)
    for (const edge of stuck(worker)) {
      if (reached.has(edge.worker)) continue;
      reached.set(edge.worker, { worker, edge });
      if (edge.worker !== start) queue.push(edge.worker);
    }
  const steps: CycleStep[] = [];
  let step = reached.get(start);
  while (step) {
    steps.unshift(step);
    step = step.worker === start ? undefined : reached.get(step.worker);
  }
  return steps;
}

/** `WORKER_003 → WORKER_005 (dependency) → WORKER_003 (lock on a.py)`: each waits for the next, and why. */
export function describeCycle(steps: readonly CycleStep[]): string {
  const reason = ({ because }: Edge): string =>
    because.kind === 'lock' ? `lock on ${because.path}` : 'dependency';
  return [steps[0]?.worker ?? '', ...steps.map(({ edge }) => `${edge.worker} (${reason(edge)})`)].join(' → ');
}
