import type { Instruction } from '../domain/instruction.ts';

/** Which workers a changed path concerns; made once a run, asked once a candidate. */
export interface DeliverableIndex {
  /**
   * Ids of the workers whose deliverable is one of the paths (or a folder around one), or whose checks name one;
   * each once.
   */
  concerned(paths: readonly string[]): readonly string[];
}

export function indexDeliverables(
  instructions: Iterable<Instruction>,
  caseInsensitive: boolean,
): DeliverableIndex {
  const key = (path: string): string => (caseInsensitive ? path.toLowerCase() : path);
  const workers = new Map<string, Set<string>>();
  const add = (path: string, id: string): void => {
    const known = workers.get(key(path));
    if (known === undefined) workers.set(key(path), new Set([id]));
    else known.add(id);
  };
  for (const instruction of instructions) {
    for (const { path } of instruction.deliverables) add(path, instruction.id);
    for (const path of pathsRead(instruction)) add(path, instruction.id);
  }
  return {
    concerned: (paths) => [
      ...new Set(
        paths.flatMap((path) => around(key(path)).flatMap((place) => [...(workers.get(place) ?? [])])),
      ),
    ],
  };
}

/** A path and the folders around it, as deliverables write them: `a/b.py`, `a/`. */
function around(path: string): readonly string[] {
  const parts = path.split('/');
  return [path, ...parts.slice(1).map((_, at) => `${parts.slice(0, at + 1).join('/')}/`)];
}

/** Paths that a worker's checks name: as files, or as Python modules that they import. */
function pathsRead(instruction: Instruction): readonly string[] {
  const text = instruction.blocks.map((block) => block.text).join('\n');
  const folders = [
    '',
    ...[...text.matchAll(/\bcd\s+["']?([\w./@-]+)/g)].map((match) => `${match[1] ?? ''}/`),
  ];
  const files = text.match(/(?<![\w@-])[\w@-]+(?:\/[\w.@-]+)*\.[A-Za-z]\w{0,5}\b/g) ?? [];
  const modules = [...text.matchAll(/\b(?:from|import)\s+([A-Za-z_][\w.]*)/g)].map((match) => match[1] ?? '');
  const named = [...files, ...modules.flatMap((module) => [`${module.replaceAll('.', '/')}.py`])];
  const paths = named.flatMap((path) =>
    folders.map((folder) => `${folder}${path}`.replace(/^(\.\/)+/, '').replaceAll('/./', '/')),
  );
  return [...new Set(paths)];
}
