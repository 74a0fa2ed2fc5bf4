import type { FailedCheck } from '../domain/failure.ts';
import type { Instruction } from '../domain/instruction.ts';
import { GROUP_MARK, runGroup } from '../runner/group.ts';
import type { IsInert } from './inert-module.ts';
import type { CheckParts, RunsIn } from './run-checks.ts';

/** An import that takes longer is not waited for: it proves nothing either way. */
const LIMIT_MS = 60_000;

export interface ProbeParts extends CheckParts {
  readonly run: string;
  /** The project's interpreter. */
  readonly python: string;
  readonly isInert: IsInert;
}

export interface ProbeRequest {
  readonly instruction: Instruction;
  readonly tree: RunsIn;
  /** The checks that would prove the work. */
  readonly by: readonly number[];
  readonly signal: AbortSignal;
}

/**
 * Whether a check that imports a deliverable of Python could still fail after the import: a module that exits, or that
 * leaves something behind which does, makes every such check green. Asked of the module itself, in a process of its
 * own, unless its text leaves no doubt: null where a failure after the import is seen, and the failure of the probe where it is not.
 */
export async function probeImports(
  parts: ProbeParts,
  { instruction, tree, by, signal }: ProbeRequest,
): Promise<FailedCheck | null> {
  const { root } = tree;
  const statements = instruction.blocks.flatMap((block) => block.statements);
  const proving = statements.filter(({ index }) => by.includes(index));
  for (const { module, path } of modulesOf(
    instruction,
    proving.map(({ text }) => text),
  )) {
    if (await parts.isInert(root, path)) continue;
    const code = `import ${module}\nraise AssertionError('a check can still fail')`;
    tree.touched();
    const run = await runGroup({
      file: parts.python,
      args: ['-c', code],
      cwd: root,
      env: { ...parts.environmentOf(root), [GROUP_MARK]: `${parts.run}-${instruction.id}-probe` },
      script: null,
      limitMs: LIMIT_MS,
      signal,
      clock: parts.clock,
      runner: parts.runner,
      onOutput: () => undefined,
    });
    if (run.ended !== 'exit' || run.exitCode !== 0) continue;
    return {
      worker: instruction.id,
      command: `python3 -c "import ${module}; assert False"`,
      line: proving[0]?.line ?? 0,
      status: 'exit status 0',
      outputTail: `Importing ${path} ends the process in success, whatever a check finds after it.`,
    };
  }
  return null;
}

/** The deliverables that checks import, by the name that they use; what a test runner imports, by its path. */
function modulesOf(
  instruction: Instruction,
  checks: readonly string[],
): readonly { readonly module: string; readonly path: string }[] {
  const text = checks.join('\n');
  const named = new Set(
    [...text.matchAll(/\b(?:import|from)\s+([\w.]+(?:\s*,\s*[\w.]+)*)(?:\s+import\s+(\w+))?/g)].flatMap(
      ([, names = '', member]) =>
        names
          .split(/\s*,\s*/)
          .flatMap((name) => (member === undefined ? [name] : [name, `${name}.${member}`])),
    ),
  );
  const isRunner = /\b(?:pytest|unittest)\b/.test(text);
  return instruction.deliverables.flatMap(({ path }) => {
    const parts = /^(?!.*(?:^|\/)(?:tests?\/|test_))(.+)\.py$/.exec(path)?.[1]?.split('/') ?? [];
    if (parts.length === 0 || !parts.every((part) => /^[A-Za-z_]\w*$/.test(part))) return [];
    const spellings = parts.map((_, at) => parts.slice(at).join('.'));
    const module = spellings.find((spelling) => named.has(spelling)) ?? (isRunner ? spellings[0] : undefined);
    return module === undefined ? [] : [{ module, path }];
  });
}
