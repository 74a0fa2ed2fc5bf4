import type { Finding, Instruction } from '../domain/instruction.ts';
import type { MissingDependency } from '../domain/lack.ts';
import type { RuleName } from '../domain/rule-name.ts';
import { findLacks } from '../environment/lacks.ts';
import type { Machine } from '../environment/machine.ts';
import { collectNeeds } from '../environment/needs.ts';
import { providedModules } from '../environment/provided.ts';
import type { RepoFiles } from '../environment/repo-files.ts';
import { found } from './finding.ts';
import { moduleFindings } from './module-rules.ts';

const RULE_OF: Readonly<Record<MissingDependency['kind'], RuleName>> = {
  program: 'missing-tool',
  module: 'missing-module',
  service: 'service-down',
  folder: 'missing-folder',
};

/**
 * The missing dependencies of the checks: one finding for each worker and dependency, at the first check that needs it.
 */
export async function machineFindings(
  instructions: readonly Instruction[],
  machine: Machine,
  repo: RepoFiles | null,
  environment: string,
): Promise<Finding[]> {
  const needs = collectNeeds(instructions, repo);
  const modules = needs.filter(({ kind }) => kind === 'module').map(({ name }) => name);
  const lacks = await findLacks(needs, machine, providedModules(instructions, modules, repo), environment);
  const fileOf = new Map(instructions.map(({ id, file }) => [id, file]));
  const lacking = lacks.flatMap((lack) => {
    const touched = new Set(lack.uses.map(({ worker }) => worker));
    return [...touched].map((worker) => {
      const line = lack.uses.find((use) => use.worker === worker)?.line ?? 1;
      return found(RULE_OF[lack.kind], fileOf.get(worker) ?? '', line, `needs ${lack.detail}`, lack.fix);
    });
  });
  return repo === null ? lacking : [...lacking, ...(await moduleFindings(instructions, machine, repo))];
}
