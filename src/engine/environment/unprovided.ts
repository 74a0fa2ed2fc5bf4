import type { Instruction, ShellBlock } from '../domain/instruction.ts';
import { folderChanges } from './folders.ts';
import { mayMake } from './made-files.ts';
import { importsOf } from './needs.ts';
import type { RepoFiles } from './repo-files.ts';
import { importFolders, providedModules } from './provided.ts';
import { topOf } from './python-imports.ts';

/** An import in a check whose package the phase or the repo has, but without the module in it. */
export interface Unprovided {
  readonly instruction: Instruction;
  /** With all its parts: `app.core.parser`. */
  readonly module: string;
  /** The line of the import. */
  readonly line: number;
}

/** Endings of files that Python may import a module from, or that one is built from. */
const ENDINGS = ['.py', '.pyi', '.pyx', '.so', '.pyd', '.c', '.cpp'];
/** Modules that a build makes: the bindings of a protocol, a version, the compiled half of a package. */
const BUILT = /^_|_pb2(_grpc)?$/;
/** Code that changes where modules are imported from, or that expects one to be missing. */
const OWN_WAY = /\bsys\.(path|modules|meta_path)\b|\bPYTHONPATH\b|\b(ImportError|ModuleNotFoundError)\b/;
const MAKES_MODULES = /\bsys\.modules\b|\b__path__\b|\bextend_path\b/;

/**
 * Imports of a module in a package (`from app.core.parser import X`) where a deliverable or the repo has the package
 * and neither has the module. Only the text of the checks is read. Modules that may come from elsewhere are left out:
 * those that a check makes or puts on the path, those of a folder outside the repo, and those that a build makes.
 * Whether the package is installed as well is a matter of the environment.
 */
export function unprovidedModules(instructions: readonly Instruction[], repo: RepoFiles): Unprovided[] {
  const paths = instructions.flatMap(({ deliverables, boundaries }) => [
    ...deliverables.map(({ path }) => path),
    ...boundaries.can,
  ]);
  const folders = importFolders(instructions);
  const known = new Map<string, boolean>();
  const isProvided = (module: string): boolean => {
    const before = known.get(module);
    if (before !== undefined) return before;
    const file = module.replaceAll('.', '/');
    const answer =
      paths.some((path) => delivers(path, file, folders)) ||
      [...folders, ...rootsOf(topOf(module), paths)].some((folder) =>
        isInRepo(folder === '' ? file : `${folder}/${file}`, file, repo),
      ) ||
      // Where no part of the package is here, the environment must have it, which is checked elsewhere.
      !providedModules(instructions, [topOf(module)], repo).has(topOf(module));
    known.set(module, answer);
    return answer;
  };
  return instructions.flatMap((instruction) => missingImports(instruction, isProvided));
}

/**
 * The folders that a package lies in, judged by its deliverables: `packages/app/app/new.py` tells for the rest of
 * `app`, too.
 */
const rootsOf = (top: string, paths: readonly string[]): ReadonlySet<string> =>
  new Set(
    paths.flatMap((path) =>
      path
        .split('/')
        .flatMap((part, index, parts) => (part === top ? [parts.slice(0, index).join('/')] : [])),
    ),
  );

/** Whether a deliverable is the file of a module, lies in its folder, or is a folder that it may lie in. */
function delivers(path: string, file: string, folders: ReadonlySet<string>): boolean {
  const own = `/${path.replace(/\.(py|pyi|pyx)$/, '').replace(/\/__init__$/, '')}`;
  if (own.endsWith(`/${file}`) || `${own}/`.includes(`/${file}/`)) return true;
  if (!path.endsWith('/')) return false;
  if (folders.has(path.slice(0, -1))) return true;
  // The module's path may overlap the end of a delivered folder: `src/app/` may hold `app.core`.
  return file
    .split('/')
    .some((_, index, parts) => index > 0 && own.endsWith(`/${parts.slice(0, index).join('/')}/`));
}

function isInRepo(path: string, file: string, repo: RepoFiles): boolean {
  if (repo.hasFolder(path) || ENDINGS.some((ending) => repo.read(`${path}${ending}`) !== null)) return true;
  // A package may make modules while it is imported.
  const root = path.slice(0, path.length - file.length);
  return file.split('/').some((_, index, parts) => {
    const init = index === 0 ? null : repo.read(`${root}${parts.slice(0, index).join('/')}/__init__.py`);
    return init !== null && MAKES_MODULES.test(init);
  });
}

/** The imports of a worker's checks that nothing provides, each where it first occurs. */
function missingImports(instruction: Instruction, isProvided: (module: string) => boolean): Unprovided[] {
  const found = new Map<string, Unprovided>();
  const before: string[] = [];
  for (const block of instruction.blocks) {
    const outside = entersElsewhere(block);
    for (const { text, line } of block.statements) {
      before.push(text);
      if (line >= outside || OWN_WAY.test(block.text)) continue;
      for (const module of importsOf(text)) {
        if (
          !module.includes('.') ||
          found.has(module) ||
          BUILT.test(module.slice(module.lastIndexOf('.') + 1))
        )
          continue;
        if (isProvided(module) || before.some((statement) => mayMake(statement, module))) continue;
        found.set(module, { instruction, module, line: line + lineIn(text, module) });
      }
    }
  }
  return [...found.values()];
}

/** The first line of a block that runs in a folder outside the repo. */
const entersElsewhere = (block: ShellBlock): number =>
  Math.min(Infinity, ...folderChanges(block).flatMap(({ path, line }) => (path === null ? [line] : [])));

function lineIn(text: string, module: string): number {
  const at = text.search(new RegExp(`(?:import|from|-m|,)[ \\t]+${module.replaceAll('.', '\\.')}\\b`));
  return at < 0 ? 0 : text.slice(0, at).split('\n').length - 1;
}
