import type { Instruction } from '../domain/instruction.ts';
import type { RepoFiles } from './repo-files.ts';

/** Folders that a project's own modules are imported from, besides its root. */
const ROOTS = ['', 'src', 'lib', 'python', 'tests', 'test'];

/**
 * The Python modules that the phase or the repo provides itself, so that the environment need not have them. A
 * deliverable provides every part of its path, since a check may run in any folder above it.
 */
export function providedModules(
  instructions: readonly Instruction[],
  needed: readonly string[],
  repo: RepoFiles | null,
): Set<string> {
  const provided = new Set<string>();
  for (const { deliverables, boundaries } of instructions)
    for (const path of [...deliverables.map((deliverable) => deliverable.path), ...boundaries.can])
      for (const part of path.split('/')) if (part !== '') provided.add(part.replace(/\.pyi?$/, ''));
  if (repo === null) return provided;
  const folders = importFolders(instructions);
  for (const name of needed) {
    const isThere = [...folders].some((folder) => {
      const path = folder === '' ? name : `${folder}/${name}`;
      return repo.hasFolder(path) || repo.read(`${path}.py`) !== null;
    });
    if (isThere) provided.add(name);
  }
  return provided;
}

/** The folders of the repo, from its root, that the checks of these workers may import from. */
export const importFolders = (instructions: readonly Instruction[]): ReadonlySet<string> =>
  new Set([...ROOTS, ...instructions.flatMap(foldersOf)]);

/** The folders that checks change into, and those of the test files that they name: Python searches both first. */
function foldersOf(instruction: Instruction): string[] {
  const text = instruction.blocks.map((block) => block.text).join('\n');
  const entered = [...text.matchAll(/\bcd\s+["']?([\w./-]+)/g)].map(([, folder = '']) => folder);
  const files = [...text.matchAll(/([\w./-]+)\/[\w.-]+\.py\b/g)].map(([, folder = '']) => folder);
  const nested = entered.flatMap((outer) => files.map((inner) => `${outer}/${inner}`));
  return [...entered, ...files, ...nested]
    .map((folder) => folder.replace(/\/+$/, '').replace(/^\.\//, ''))
    .filter((folder) => !folder.startsWith('/') && !folder.startsWith('..') && folder !== '.');
}
