import type { SharedLack } from '../domain/lack.ts';
import type { Instruction } from '../domain/instruction.ts';
import type { Runner } from '../runner/runner.ts';
import { probeMachine } from './lacks.ts';
import { collectNeeds } from './needs.ts';
import { providedModules } from './provided.ts';
import { repoFiles } from './repo-files.ts';

/** The workers that are looked at, and where. */
export interface EnvironmentRequest {
  readonly instructions: readonly Instruction[];
  /** All workers of the run: what their deliverables provide need not be there. */
  readonly all: readonly Instruction[];
  /** The tip as it is checked out. */
  readonly root: string;
  /** The environment that checks get there. */
  readonly env: Readonly<Record<string, string>>;
  /** The project's interpreter. */
  readonly python: string;
  readonly isWaived: (worker: string, check: number) => boolean;
  readonly signal: AbortSignal;
}

/**
 * What the environment lacks, and who waits for it, found before a token is spent. Checks that a person waived need
 * nothing.
 */
export async function checkEnvironment(
  runner: Runner,
  { instructions, all, root, env, python, isWaived, signal }: EnvironmentRequest,
): Promise<readonly SharedLack[]> {
  if (instructions.length === 0) return [];
  const files = repoFiles(root);
  const needs = collectNeeds(instructions, files);
  const modules = needs.filter((need) => need.kind === 'module').map((need) => need.name);
  const provided = providedModules(all, modules, files);
  const lacks = await probeMachine(needs, { runner, env, python, cwd: root, signal, provided });
  return lacks
    .map(({ kind, name, detail, fix, uses }) => ({
      kind,
      name,
      detail: `needs ${detail}`,
      fix,
      uses: uses
        .map(({ worker, statement }) => ({ worker, check: statement }))
        .filter(({ worker, check }) => !isWaived(worker, check)),
    }))
    .filter(({ uses }) => uses.length > 0);
}
