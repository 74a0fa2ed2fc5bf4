import type { Instruction } from '../engine/domain/instruction.ts';
import { topologicalOrder } from '../engine/plan/critical-path.ts';
import type { Edge, Plan } from '../engine/domain/plan.ts';
import type { PreparedPhase } from './prepare-run.ts';

/** What `wingman plan --json` prints. */
export interface PlanView {
  readonly phase: string;
  readonly workers: readonly PlannedView[];
  readonly criticalPath: readonly string[];
  /** Paths that several workers change, which therefore run one after another. */
  readonly conflicts: readonly { readonly path: string; readonly workers: readonly string[] }[];
  readonly estimate: Estimate;
}

export interface PlannedView {
  readonly id: string;
  readonly name: string;
  /** From 1: it can start when everything of the steps before is accepted. */
  readonly step: number;
  readonly after: readonly { readonly worker: string; readonly because: string }[];
  /** What the file says it takes; null where it says nothing. */
  readonly minutes: number | null;
}

/** How long a phase takes, as far as the files tell. */
export interface Estimate {
  /** Workers that must follow each other. */
  readonly steps: number;
  /** Workers of the widest step. */
  readonly widest: number;
  /** Along the slowest chain; null where no file names a duration. */
  readonly minutes: number | null;
  /** All workers one by one; null where no file names a duration. */
  readonly allMinutes: number | null;
  /** Workers whose file names no duration. */
  readonly unknown: number;
}

/** A plan as people and scripts read it. */
export function viewPlan(phase: PreparedPhase, caseInsensitive: boolean): PlanView {
  const { plan, instructions } = phase;
  const minutes = new Map(instructions.map(({ id, source }) => [id, readMinutes(source)]));
  const steps = along(plan, () => 1);
  const workers = instructions.map(({ id, name }) => ({
    id,
    name,
    step: steps.get(id) ?? 1,
    after: (plan.workers.get(id)?.after ?? []).map(viewEdge),
    minutes: minutes.get(id) ?? null,
  }));
  const known = [...minutes.values()].filter((value) => value !== null);
  const chains = along(plan, (id) => minutes.get(id) ?? 0);
  const width = new Map<number, number>();
  for (const { step } of workers) width.set(step, (width.get(step) ?? 0) + 1);
  return {
    phase: phase.name,
    workers,
    criticalPath: plan.criticalPath,
    conflicts: findConflicts(instructions, caseInsensitive),
    estimate: {
      steps: plan.criticalPath.length,
      widest: Math.max(0, ...width.values()),
      minutes: known.length === 0 ? null : Math.max(0, ...chains.values()),
      allMinutes: known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0),
      unknown: minutes.size - known.length,
    },
  };
}

function viewEdge({ worker, because }: Edge): { worker: string; because: string } {
  return { worker, because: because.kind === 'lock' ? `shares ${because.path}` : 'dependency' };
}

/** For each worker the largest sum of `cost` over a chain that ends with it. */
function along(plan: Plan, cost: (id: string) => number): ReadonlyMap<string, number> {
  const after = new Map([...plan.workers.values()].map((worker) => [worker.id, worker.after]));
  const sums = new Map<string, number>();
  for (const id of topologicalOrder(after)) {
    const before = (after.get(id) ?? []).map(({ worker }) => sums.get(worker) ?? 0);
    sums.set(id, cost(id) + Math.max(0, ...before));
  }
  return sums;
}

/** Each path with all the workers that change it, by itself or by a folder that covers it. */
function findConflicts(
  instructions: readonly Instruction[],
  caseInsensitive: boolean,
): PlanView['conflicts'] {
  const keyOf = (path: string): string => (caseInsensitive ? path.normalize('NFC').toLowerCase() : path);
  const declared = new Map<string, { path: string; workers: string[] }>();
  for (const { id, deliverables } of instructions) {
    for (const key of new Set(deliverables.map(({ path }) => keyOf(path)))) {
      const path = deliverables.find((each) => keyOf(each.path) === key)?.path ?? key;
      const entry = declared.get(key) ?? { path, workers: [] };
      entry.workers.push(id);
      declared.set(key, entry);
    }
  }
  return [...declared]
    .map(([key, { path, workers }]) => {
      const above = foldersAbove(key).flatMap((folder) => declared.get(folder)?.workers ?? []);
      return { path, workers: [...new Set([...workers, ...above])].sort() };
    })
    .filter(({ workers }) => workers.length > 1);
}

/** `a/b/c.py` is covered by `a/` and `a/b/`. */
function foldersAbove(path: string): readonly string[] {
  const parts = path.replace(/\/$/, '').split('/').slice(0, -1);
  return parts.map((_, at) => `${parts.slice(0, at + 1).join('/')}/`);
}

/** Minutes of a line such as `- **Duration:** 10 minutes` or `Time estimate: 1-2 hours` (the longer end), or null. */
function readMinutes(source: string): number | null {
  const match =
    /^[\s>*_-]*(?:estimated )?(?:duration|time estimate)\b[\s:*_]*(?:(\d+(?:\.\d+)?)\s*(?:-|–|to)\s*)?(\d+(?:\.\d+)?)\s*(m|min|minutes?|h|hours?)\b/im.exec(
      source,
    );
  if (match?.[2] === undefined) return null;
  return Number(match[2]) * (/^h/i.test(match[3] ?? '') ? 60 : 1);
}
