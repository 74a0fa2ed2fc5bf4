import type { Finding, Instruction } from '../domain/instruction.ts';
import type { Machine } from '../environment/machine.ts';
import type { RepoFiles } from '../environment/repo-files.ts';
import { topOf } from '../environment/python-imports.ts';
import { unprovidedModules } from '../environment/unprovided.ts';
import { found } from './finding.ts';

/**
 * Modules that a check imports from a package of the phase or the repo which does not hold them. A package that the
 * environment has as well is left alone, and so is every one where there is no Python to ask.
 */
export async function moduleFindings(
  instructions: readonly Instruction[],
  machine: Machine,
  repo: RepoFiles,
): Promise<Finding[]> {
  const candidates = unprovidedModules(instructions, repo);
  if (candidates.length === 0) return [];
  const installed = await machine.installedModules([
    ...new Set(candidates.map(({ module }) => topOf(module))),
  ]);
  if (installed === null) return [];
  return candidates
    .filter(({ module }) => !installed.includes(topOf(module)))
    .map(({ instruction, module, line }) => {
      const near = nearestTo(module, instructions);
      const message = `needs the Python module \`${module}\`, which no deliverable and no file of the repo provides`;
      const path = `${module.replaceAll('.', '/')}.py`;
      const deliver = `let a worker deliver \`${path}\``;
      return found(
        'missing-module',
        instruction.file,
        line,
        near === null ? message : `${message}; ${near.worker} delivers \`${near.path}\``,
        near?.module === undefined
          ? `correct the import, or ${deliver}`
          : `import \`${near.module}\`, or ${deliver}`,
      );
    });
}

interface Near {
  readonly worker: string;
  readonly path: string;
  /** The module name of the deliverable, where it ends like the missing module's. */
  readonly module?: string;
}

/** The deliverable that was most likely meant: one with the same name, else one in the same package. */
function nearestTo(module: string, instructions: readonly Instruction[]): Near | null {
  const wanted = module.split('.');
  let best: (Near & { readonly score: number }) | null = null;
  for (const { id, deliverables } of instructions)
    for (const { path } of deliverables) {
      const parts = path
        .replace(/\.pyi?$/, '')
        .split('/')
        .filter((part) => part !== '' && part !== '__init__');
      const same = shared([...wanted].reverse(), [...parts].reverse());
      const top = parts.indexOf(topOf(module));
      const score = same > 0 ? 100 + same : top < 0 ? 0 : shared(wanted, parts.slice(top));
      if (score === 0 || score <= (best?.score ?? 0)) continue;
      const name = parts.filter((part, index) => index > 0 || !/^(src|lib|python)$/.test(part)).join('.');
      best = { worker: id, path, score, ...(same > 0 && isName(name) ? { module: name } : {}) };
    }
  return best;
}

const isName = (module: string): boolean => /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(module);

/** How many parts two paths have in common from their beginning. */
function shared(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? a.length : at;
}
