/** A worker that must come before another one because both change a path. */
export interface Lock {
  readonly worker: number;
  /** The later worker's path that both change. */
  readonly path: string;
}

interface Entry {
  /** The last worker that declared exactly this path. */
  last: number | null;
  readonly below: Map<string, Entry>;
}

const newEntry = (): Entry => ({ last: null, below: new Map() });

/** The latest holders of the innermost paths below an entry: they already wait for the holders further up. */
function holdersBelow(entry: Entry, holders: Set<number>): void {
  const open = [...entry.below.values()];
  for (let next = open.pop(); next; next = open.pop()) {
    const children = [...next.below.values()];
    open.push(...children);
    if (next.last !== null && children.length === 0) holders.add(next.last);
  }
}

/**
 * Tells which earlier workers the paths of each worker make it wait for. Workers are added by rising number; a folder
 * covers what is in it. Only direct predecessors are returned: the last holder of a path, not the ones before it. A
 * tree of path parts makes the cost grow with the paths' length, not with the number of workers.
 */
export function createPathLocks(
  caseInsensitive: boolean,
): (worker: number, paths: readonly string[]) => Lock[] {
  const root = newEntry();
  const keyOf = (path: string): string => (caseInsensitive ? path.normalize('NFC').toLowerCase() : path);

  return (worker, paths) => {
    const before = new Map<number, string>();
    const note = (holder: number, path: string): void => {
      if (holder !== worker && !before.has(holder)) before.set(holder, path);
    };
    for (const path of paths) {
      let entry = root;
      // Holders of the path and of the folders above it all share it, so the latest of them waits for the others.
      let latest: number | null = null;
      for (const part of keyOf(path)
        .split('/')
        .filter((piece) => piece !== '')) {
        let next = entry.below.get(part);
        if (!next) entry.below.set(part, (next = newEntry()));
        entry = next;
        if (entry.last !== null && entry.last !== worker) latest = Math.max(latest ?? entry.last, entry.last);
      }
      const inside = new Set<number>();
      holdersBelow(entry, inside);
      inside.delete(worker);
      for (const holder of inside) note(holder, path);
      if (latest !== null && inside.size === 0) note(latest, path);
      // From now on this worker stands for all that was held inside.
      entry.below.clear();
      entry.last = worker;
    }
    return [...before]
      .map(([holder, path]) => ({ worker: holder, path }))
      .sort((a, b) => a.worker - b.worker);
  };
}
