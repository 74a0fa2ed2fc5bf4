import type { SharedLack } from '../domain/lack.ts';
import type { Instruction } from '../domain/instruction.ts';
import type { Runner } from '../runner/runner.ts';
import { probeMachine } from './lacks.ts';
import { collectNeeds } from './needs.ts';
import { providedModules } from './provided.ts';
import { repoFiles } from './repo-files.ts';

/** The workers to check the machine for, and the checkout that their checks will run in. */
export interface EnvironmentRequest {
  readonly instructions: readonly Instruction[];
  /** All workers of the run: what their deliverables provide need not exist yet. */
  readonly all: readonly Instruction[];
  /** A checkout of the tip. */
  readonly root: string;
  /** The environment of checks in that checkout. */
  readonly env: Readonly<Record<string, string>>;
  /** The project's interpreter. */
  readonly python: string;
  readonly isWaived: (worker: string, check: number) => boolean;
  readonly signal: AbortSignal;
}

/**
 * Finds the dependencies that checks need and the environment lacks, before a token is spent. Checks that a person
 * waived need nothing.
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
