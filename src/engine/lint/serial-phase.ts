import type { Finding, Instruction } from '../domain/instruction.ts';
import { buildPlan, type PlanOptions } from '../plan/build.ts';
import { found } from './finding.ts';

/** This many workers on one file form a chain that no parallelism shortens. */
const MANY = 5;
/** Files for which the saving is computed: each takes one or more plans of the whole phase. */
const MAX_FILES = 10;

interface Shared {
  readonly path: string;
  readonly workers: readonly Instruction[];
}

/** What the message says of splitting the file, and what to do then. */
interface Advice {
  readonly saving: string;
  readonly fix?: string;
}

/** Files that many workers change, so that these run one after the other, with what splitting the file would save. */
export function serialFindings(instructions: readonly Instruction[], options: PlanOptions): Finding[] {
  const now = longest(instructions, options);
  if (now === null) return [];
  const shared = sharedFiles(instructions);
  return shared.flatMap(({ path, workers }, index) => {
    const [first] = workers;
    if (first === undefined) return [];
    const line = first.deliverables.find((deliverable) => deliverable.path === path)?.line ?? 1;
    const one = { path, workers };
    const { saving, fix } =
      index < MAX_FILES ? adviceFor(one, shared, instructions, options, now) : { saving: '' };
    const message = `${workers.length} workers change \`${path}\`, so they run one after the other; the longest row of the phase is ${now} workers${saving}`;
    return [found('serial-phase', first.file, line, message, fix)];
  });
}

/** Most shared first. */
function sharedFiles(instructions: readonly Instruction[]): Shared[] {
  const sharers = new Map<string, Instruction[]>();
  for (const instruction of instructions)
    for (const { path } of instruction.deliverables)
      sharers.set(path, [...(sharers.get(path) ?? []), instruction]);
  return [...sharers]
    .filter(([, workers]) => workers.length >= MANY)
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([path, workers]) => ({ path, workers }));
}

/**
 * Tries what could shorten the chain, the smallest change first: the file alone, its workers' DEPENDENCIES too, all
 * such files.
 */
function adviceFor(
  one: Shared,
  all: readonly Shared[],
  instructions: readonly Instruction[],
  options: PlanOptions,
  now: number,
): Advice {
  const after = (apart: readonly Shared[], free: ReadonlySet<string>): number =>
    longest(
      instructions.map((instruction) => without(instruction, apart, free)),
      options,
    ) ?? now;
  const saves = (row: number): string => `it would be ${row}, which saves ${now - row}`;
  const ids = new Set(one.workers.map(({ id }) => id));
  const split = after([one], new Set());
  if (split < now) return { saving: `, with a file each ${saves(split)}` };
  const inner = countInner(one.workers, ids);
  const free = inner === 0 ? now : after([one], ids);
  if (free < now)
    return {
      saving: `; splitting the file alone saves nothing, since the DEPENDENCIES among them give the same order: without these too ${saves(free)}`,
      fix: `split the file and take out those of the ${inner} DEPENDENCIES among its workers that give no more than an order; else leave it as it is`,
    };
  const others = all.filter(({ path }) => path !== one.path).slice(0, MAX_FILES);
  const together = others.length === 0 ? now : after([one, ...others], new Set());
  if (together < now) {
    const names = others.map(({ path }) => `\`${path}\``);
    const [first = '', ...more] = names;
    const rest = more.length === 0 ? first : `${first} and ${more.length} more`;
    return {
      saving: `; splitting the file alone saves nothing, since ${rest} ${more.length === 0 ? 'makes' : 'make'} as long a row: with a file each for all of them ${saves(together)}`,
      fix: `split it together with ${rest}, or the work by file`,
    };
  }
  return {
    saving: '; splitting the file saves nothing, since other workers make as long a row',
    fix: 'leave it as it is until the longest row, which `wingman plan` shows, is shorter than this one',
  };
}

/** The dependencies that workers of one file have on each other. */
const countInner = (workers: readonly Instruction[], ids: ReadonlySet<string>): number =>
  workers.reduce(
    (sum, { dependencies }) => sum + dependencies.filter(({ worker }) => ids.has(worker)).length,
    0,
  );

function longest(instructions: readonly Instruction[], options: PlanOptions): number | null {
  const built = buildPlan(instructions, options);
  return built.ok ? built.value.plan.criticalPath.length : null;
}

/** The worker with files of its own instead of shared ones, and without dependencies among the `free` workers. */
function without(instruction: Instruction, apart: readonly Shared[], free: ReadonlySet<string>): Instruction {
  const paths = new Set(apart.map(({ path }) => path));
  const { id, deliverables, dependencies } = instruction;
  return {
    ...instruction,
    deliverables: deliverables.map((deliverable) =>
      paths.has(deliverable.path) ? { ...deliverable, path: `${deliverable.path}.${id}` } : deliverable,
    ),
    dependencies: free.has(id) ? dependencies.filter(({ worker }) => !free.has(worker)) : dependencies,
  };
}
