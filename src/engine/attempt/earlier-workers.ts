import type { Instruction } from '../instructions/instruction.ts';

/** Which workers have a deliverable that covers a path; made once a run, asked once a candidate. */
export interface DeliverableIndex {
  /** Ids of the workers with a deliverable that is one of the paths or a folder around one, each once. */
  sharing(paths: readonly string[]): readonly string[];
}

export function indexDeliverables(instructions: Iterable<Instruction>, caseInsensitive: boolean): DeliverableIndex {
  const key = (path: string): string => (caseInsensitive ? path.toLowerCase() : path);
  const workers = new Map<string, string[]>();
  for (const { id, deliverables } of instructions) {
    for (const { path } of deliverables) {
      const known = workers.get(key(path));
      if (known === undefined) workers.set(key(path), [id]);
      else known.push(id);
    }
  }
  return {
    sharing: (paths) => [...new Set(paths.flatMap((path) => around(key(path)).flatMap((place) => workers.get(place) ?? [])))],
  };
}

/** A path and the folders around it, as deliverables write them: `a/b.py`, `a/`. */
function around(path: string): readonly string[] {
  const parts = path.split('/');
  return [path, ...parts.slice(1).map((_, at) => `${parts.slice(0, at + 1).join('/')}/`)];
}
