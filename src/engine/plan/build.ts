import type { Finding, Instruction } from '../domain/instruction.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { criticalPath } from './critical-path.ts';
import { describeCycle, findCycle } from './cycle.ts';
import { createPathLocks } from './path-lock.ts';
import type { Edge, Plan, PlannedWorker } from '../domain/plan.ts';

export interface PlanOptions {
  /** Ids of workers that have a file but are not in this run. */
  readonly outside: readonly string[];
  /** Whether the repo's file system takes `A.py` and `a.py` for one file. */
  readonly caseInsensitive: boolean;
}

export interface BuiltPlan {
  readonly plan: Plan;
  readonly findings: readonly Finding[];
}

function duplicates(sorted: readonly Instruction[]): Finding[] {
  return sorted.flatMap((instruction, index) => {
    const before = sorted[index - 1];
    if (before?.number !== instruction.number) return [];
    const message = `${before.file} and ${instruction.file} are both ${instruction.id}`;
    return [
      {
        rule: 'duplicate-worker',
        level: 'error' as const,
        file: instruction.file,
        line: 1,
        message,
        fix: 'give one of them another number',
      },
    ];
  });
}

/** The predecessors that an instruction names itself, as far as they are in this run. */
function dependencyEdges(
  instruction: Instruction,
  inRun: ReadonlySet<string>,
  outside: ReadonlySet<string>,
  findings: Finding[],
): Map<string, Edge> {
  const edges = new Map<string, Edge>();
  for (const { worker, line, implied } of instruction.dependencies) {
    if (worker === instruction.id) continue;
    if (inRun.has(worker)) {
      edges.set(worker, { worker, because: { kind: 'dependency' } });
      continue;
    }
    const known = outside.has(worker);
    const at = { file: instruction.file, line };
    if (known)
      findings.push({
        ...at,
        rule: 'dependency-outside-run',
        level: 'warning',
        message: `${worker} is not in this run and counts as done`,
        fix: `add ${worker} to the run if its work is not there yet`,
      });
    else if (implied)
      findings.push({
        ...at,
        rule: 'range-gap',
        level: 'warning',
        message: `no file stands for ${worker}, which lies inside a range`,
        fix: 'name the workers one by one',
      });
    else
      findings.push({
        ...at,
        rule: 'unknown-dependency',
        level: 'error',
        message: `no file stands for ${worker}`,
        fix: `take ${worker} out of DEPENDENCIES, or add its worker file`,
      });
  }
  return edges;
}

/** Puts the workers of a run in order: the direct predecessors of each, and why. Fails with all findings. */
export function buildPlan(
  instructions: readonly Instruction[],
  options: PlanOptions,
): Result<BuiltPlan, Finding[]> {
  const sorted = [...instructions].sort((a, b) => a.number - b.number);
  const findings: Finding[] = duplicates(sorted);
  if (findings.length > 0) return err(findings);

  const byNumber = new Map(sorted.map((instruction) => [instruction.number, instruction]));
  const inRun = new Set(sorted.map(({ id }) => id));
  const outside = new Set(options.outside);
  const locksOf = createPathLocks(options.caseInsensitive);
  const after = new Map<string, readonly Edge[]>();
  const before = new Map<string, string[]>();
  for (const instruction of sorted) {
    const edges = dependencyEdges(instruction, inRun, outside, findings);
    const paths = instruction.deliverables.map(({ path }) => path);
    for (const { worker, path } of locksOf(instruction.number, paths)) {
      const id = byNumber.get(worker)?.id;
      if (id !== undefined && !edges.has(id)) edges.set(id, { worker: id, because: { kind: 'lock', path } });
    }
    const direct = [...edges.values()].sort((a, b) =>
      a.worker.localeCompare(b.worker, 'en', { numeric: true }),
    );
    after.set(instruction.id, direct);
    for (const { worker } of direct) {
      const behind = before.get(worker);
      if (behind) behind.push(instruction.id);
      else before.set(worker, [instruction.id]);
    }
  }

  const cycle = findCycle(after);
  if (cycle) {
    const first = sorted.find(({ id }) => id === cycle[0]?.worker);
    const line = first?.dependencies.find(({ worker }) => worker === cycle[0]?.edge.worker)?.line ?? 1;
    findings.push({
      rule: 'cycle',
      level: 'error',
      file: first?.file ?? '',
      line,
      message: `the workers wait for each other: ${describeCycle(cycle)}`,
      fix: 'take one of these dependencies out, or number the workers in the order in which they change the file',
    });
  }
  if (findings.some(({ level }) => level === 'error')) return err(findings);
  const workers = new Map<string, PlannedWorker>(
    sorted.map(({ id }) => [id, { id, after: after.get(id) ?? [], before: before.get(id) ?? [] }]),
  );
  return ok({
    plan: { order: sorted.map(({ id }) => id), workers, criticalPath: criticalPath(after) },
    findings,
  });
}
