import type { Instruction } from '../domain/instruction.ts';

/** Which workers a changed path concerns; made once a run, asked once a candidate. */
export interface DeliverableIndex {
  add(instruction: Instruction): void;
  /** A worker's deliverables and the paths that its checks name, as they are written; folders without their `/`. */
  pathsOf(worker: string): readonly string[];
  /**
   * Ids of the workers whose deliverable is one of the paths (or a folder around one), or whose checks name one;
   * each once.
   */
  concerned(paths: readonly string[]): readonly string[];
}

export function indexDeliverables(caseInsensitive: boolean): DeliverableIndex {
  const key = (path: string): string => (caseInsensitive ? path.toLowerCase() : path);
  const workers = new Map<string, Set<string>>();
  const paths = new Map<string, readonly string[]>();
  const note = (path: string, id: string): void => {
    const known = workers.get(key(path));
    if (known === undefined) workers.set(key(path), new Set([id]));
    else known.add(id);
  };
  return {
    add(instruction) {
      const own = [...instruction.deliverables.map(({ path }) => path), ...pathsRead(instruction)];
      for (const path of own) note(path, instruction.id);
      paths.set(instruction.id, [...new Set(own.map((path) => path.replace(/\/+$/, '')))]);
    },
    pathsOf: (worker) => paths.get(worker) ?? [],
    concerned: (changed) => [
      ...new Set(
        changed.flatMap((path) => around(key(path)).flatMap((outer) => [...(workers.get(outer) ?? [])])),
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
