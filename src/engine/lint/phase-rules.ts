import type { Finding, Instruction } from '../instructions/instruction.ts';
import { buildPlan, type PlanOptions } from '../plan/build.ts';
import { folderChanges } from '../preflight/folders.ts';
import type { RepoFiles } from '../preflight/needs.ts';
import { found } from './finding.ts';

/** As many workers on one file make a row that no parallelism shortens. */
const MANY = 5;
/** Files for which the saving is worked out: that takes a plan of the whole phase each. */
const MAX_PLANS = 10;

/** Files that so many workers change that these run one after the other, with what splitting would save. */
export function serialFindings(instructions: readonly Instruction[], options: PlanOptions): Finding[] {
  const sharers = new Map<string, Instruction[]>();
  for (const instruction of instructions)
    for (const { path } of instruction.deliverables)
      sharers.set(path, [...(sharers.get(path) ?? []), instruction]);
  const shared = [...sharers].filter(([, workers]) => workers.length >= MANY);
  const now = longest(instructions, options);
  if (now === null) return [];
  return shared
    .sort(([, a], [, b]) => b.length - a.length)
    .flatMap(([path, workers], index) => {
      const [first] = workers;
      if (first === undefined) return [];
      const line = first.deliverables.find((deliverable) => deliverable.path === path)?.line ?? 1;
      const saving = index < MAX_PLANS ? savingOf(path, new Set(workers), instructions, options, now) : '';
      const message = `${workers.length} workers change \`${path}\`, so they run one after the other; the longest row of the phase is ${now} workers${saving}`;
      return [found('serial-phase', first.file, line, message)];
    });
}

function savingOf(
  path: string,
  workers: ReadonlySet<Instruction>,
  instructions: readonly Instruction[],
  options: PlanOptions,
  now: number,
): string {
  const apart = instructions.map((instruction) =>
    workers.has(instruction) ? withOwnFile(instruction, path) : instruction,
  );
  const split = longest(apart, options) ?? now;
  return split < now
    ? `, with a file each it would be ${split}, which saves ${now - split}`
    : ', and would stay so with a file each: other files or DEPENDENCIES give the same order';
}

function longest(instructions: readonly Instruction[], options: PlanOptions): number | null {
  const built = buildPlan(instructions, options);
  return built.ok ? built.value.plan.criticalPath.length : null;
}

const withOwnFile = (instruction: Instruction, path: string): Instruction => ({
  ...instruction,
  deliverables: instruction.deliverables.map((deliverable) =>
    deliverable.path === path ? { ...deliverable, path: `${path}.${instruction.id}` } : deliverable,
  ),
});

/** A repo as far as lint looks at it. */
export interface LintRepo extends RepoFiles {
  /** The name of its root folder. */
  readonly name: string;
}

/** `cd`s of the checks into folders that neither the repo has nor a deliverable makes. */
export function folderFindings(instructions: readonly Instruction[], repo: LintRepo): Finding[] {
  const delivered = instructions.flatMap(({ deliverables }) => deliverables.map(({ path }) => path));
  return instructions.flatMap((instruction) =>
    instruction.blocks.flatMap((block) =>
      folderChanges(block).flatMap(({ target, path, line, since }) => {
        if (path === null || since !== null || repo.hasFolder(path)) return [];
        const isRoot = path === repo.name;
        const rest = delivered
          .filter((file) => file.startsWith(`${path}/`))
          .map((file) => file.slice(path.length + 1));
        // `wingman/validation/x.py` in a repo `wingman` that has `validation/`: written as seen from the folder above.
        const fromAbove =
          isRoot &&
          rest.some((file) => file.includes('/') && repo.hasFolder(file.slice(0, file.indexOf('/'))));
        if (rest.length > 0 && !fromAbove) return [];
        const rewrite = `set \`rewrites: { "cd ${target}": "cd ." }\` in wingman.yaml`;
        if (!isRoot)
          return [
            found(
              'missing-folder',
              instruction.file,
              line,
              `\`cd ${target}\`: the repo has no folder ${path}`,
            ),
          ];
        const message = `\`cd ${target}\`: the repo root is itself ${path}, and checks start there`;
        return [
          found('missing-folder', instruction.file, line, message, `leave the \`cd\` out, or ${rewrite}`),
        ];
      }),
    ),
  );
}
