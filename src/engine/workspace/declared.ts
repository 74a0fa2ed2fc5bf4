/** What a worker's paths are held against. Entries are repo-relative; a trailing `/` marks a folder. */
export interface Scope {
  readonly deliverables: readonly string[];
  /** What BOUNDARIES says CAN be modified or created. */
  readonly can: readonly string[];
  /** What BOUNDARIES says CANNOT be modified: wins over everything. */
  readonly cannot: readonly string[];
  /** Whether the file system of the worktree treats `A` and `a` as one. */
  readonly caseInsensitive: boolean;
}

/** What a path of an answer is. The first two may be written. */
export type PathVerdict =
  'deliverable' | 'allowed' | 'undeclared' | 'forbidden' | 'escapes' | 'git' | 'not-a-path';

/** Judges the paths of one worker. */
export interface Declared {
  judge(path: string): PathVerdict;
}

/** Builds the judge of one worker's paths. */
export function makeDeclared(scope: Scope): Declared {
  const key = (path: string): string => {
    const normal = path.normalize('NFC');
    return scope.caseInsensitive ? normal.toLowerCase() : normal;
  };
  const entries = (paths: readonly string[]): { readonly path: string; readonly isFolder: boolean }[] =>
    paths
      .map((path) => ({ path: key(normalisePath(path)), isFolder: /[\\/]\s*$|[\\/]\.$/.test(path) }))
      .filter(({ path }) => path !== '' && path !== '..' && !path.startsWith('../'));
  const deliverables = entries(scope.deliverables);
  const can = entries(scope.can);
  // A folder that must not be touched is often written without its `/`; nothing is lost by reading it so.
  const cannot = entries(scope.cannot).map(({ path }) => ({ path, isFolder: true }));
  const covers = (list: typeof cannot, path: string): boolean =>
    list.some((entry) => entry.path === path || (entry.isFolder && path.startsWith(`${entry.path}/`)));

  return {
    judge(path) {
      const danger = dangerOf(path);
      if (danger !== null) return danger;
      const name = key(normalisePath(path));
      if (covers(cannot, name)) return 'forbidden';
      if (covers(deliverables, name)) return 'deliverable';
      return covers(can, name) ? 'allowed' : 'undeclared';
    },
  };
}

/** The path with `/` between its parts and without `.` and empty parts; what leads upwards is kept. */
export function normalisePath(path: string): string {
  const parts = path
    .trim()
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  return parts.join('/');
}

/** Characters that HFS+ and terminals do not show, and that hide what a name is. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
const CONTROL = /[\u0000-\u001F\u007F-\u009F]/;
/** Bytes: NAME_MAX and PATH_MAX of Linux. */
const LONGEST_NAME = 255;
const LONGEST_PATH = 4095;

/**
 * What makes a path unsafe on some system that the repo may be checked out on, or null. Names that only Git for
 * Windows or macOS would read as `.git` count as it: the repo is shared.
 */
function dangerOf(path: string): 'escapes' | 'git' | 'not-a-path' | null {
  if (path.trim() === '' || CONTROL.test(path) || Buffer.byteLength(path) > LONGEST_PATH) return 'not-a-path';
  const slashed = path.trim().replaceAll('\\', '/');
  if (slashed.startsWith('/') || /^[A-Za-z]:/.test(slashed) || /^~[^/]*(?:\/|$)/.test(slashed))
    return 'escapes';
  const parts = slashed.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.some((part) => bareName(part) === '..' || part === '..')) return 'escapes';
  if (parts.some(isGit)) return 'git';
  if (parts.length === 0 || slashed.endsWith('/') || slashed.endsWith('/.')) return 'not-a-path';
  if (
    parts.some((part) => Buffer.byteLength(part) > LONGEST_NAME || /[. ]$/.test(part) || part.startsWith(' '))
  )
    return 'not-a-path';
  return slashed.search(INVISIBLE) === -1 ? null : 'not-a-path';
}

const bareName = (part: string): string => part.replace(INVISIBLE, '').trim();

/** `.git`, `.GIT`, `.git.`, `.git `, `git~1`, `.git::$INDEX_ALLOCATION`, `.g\u200Cit`, full-width letters. */
function isGit(part: string): boolean {
  const name = bareName(part)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/:.*$/, '')
    .replace(/[. ]+$/, '');
  return name === '.git' || /^git~\d+$/.test(name);
}
