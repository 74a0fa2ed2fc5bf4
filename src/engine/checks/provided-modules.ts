import type { Instruction } from '../instructions/instruction.ts';

/**
 * Top-level Python modules that the repo or any deliverable provides: the first part of every Python file's path, and
 * every Python file's own name (checks may change into its folder).
 */
export function providedModules(
  instructions: Iterable<Instruction>,
  tracked: Iterable<string>,
): ReadonlySet<string> {
  const modules = new Set<string>();
  const add = (path: string): void => {
    if (!path.endsWith('.py') && !path.endsWith('/')) return;
    const parts = path.replace(/\.py$/, '').split('/');
    for (const part of parts) if (part !== '' && part !== '__init__') modules.add(part);
  };
  for (const { deliverables } of instructions) for (const { path } of deliverables) add(path);
  for (const path of tracked) add(path);
  return modules;
}
