interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: string[];
  /** Files in it and below it. */
  count: number;
}

const emptyFolder = (): Folder => ({ folders: new Map(), files: [], count: 0 });
const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
// A file's name may hold anything but a slash.
const clean = (name: string): string => name.replace(/[\x00-\x1f\x7f]/g, '?');

/**
 * A compact tree of the repository's paths, folders first, in a fixed order. When it is larger than `budgetChars` the
 * deepest folders are collapsed to their number of files, level by level; what is still too large ends with a count.
 * @param paths repo-relative, as `git ls-tree -r --name-only -z` gives them
 */
export function buildRepoMap(paths: readonly string[], budgetChars: number): string {
  const root = emptyFolder();
  let deepest = 1;
  for (const path of paths)
    deepest = Math.max(
      deepest,
      add(
        root,
        path.split('/').filter((part) => part !== ''),
      ),
    );
  let lines: readonly string[] = [];
  for (let depth = deepest; depth >= 1; depth -= 1) {
    lines = draw(root, depth, 0);
    if (size(lines) <= budgetChars) return lines.join('\n');
  }
  return cut(lines, budgetChars);
}

/** Returns how many levels the path has. */
function add(root: Folder, parts: readonly string[]): number {
  const name = parts.at(-1);
  if (name === undefined) return 0;
  let folder = root;
  folder.count += 1;
  for (const part of parts.slice(0, -1)) {
    let next = folder.folders.get(part);
    if (next === undefined) folder.folders.set(part, (next = emptyFolder()));
    folder = next;
    folder.count += 1;
  }
  folder.files.push(name);
  return parts.length;
}

function draw(folder: Folder, depth: number, level: number): readonly string[] {
  const indent = '  '.repeat(level);
  const lines: string[] = [];
  for (const [name, inside] of [...folder.folders].sort(([a], [b]) => byName(a, b))) {
    if (depth <= 1) {
      lines.push(`${indent}${clean(name)}/ (${inside.count} ${inside.count === 1 ? 'file' : 'files'})`);
    } else {
      lines.push(`${indent}${clean(name)}/`);
      for (const line of draw(inside, depth - 1, level + 1)) lines.push(line);
    }
  }
  for (const name of folder.files.toSorted(byName)) lines.push(`${indent}${clean(name)}`);
  return lines;
}

const size = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0);

function cut(lines: readonly string[], budgetChars: number): string {
  const kept: string[] = [];
  let room = budgetChars - '… and 0000000 more'.length;
  for (const line of lines) {
    room -= line.length + 1;
    if (room < 0) break;
    kept.push(line);
  }
  return [...kept, `… and ${lines.length - kept.length} more`].join('\n');
}
