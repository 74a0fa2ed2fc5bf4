import { holdsAny, TOKENS } from './value.ts';

/** Where a path lies, as far as the script tells. */
export type Place =
  /** In the worktree, and nothing that is shared with the user's checkout. */
  | 'worktree'
  /** The worktree's own root: every file of it. */
  | 'root'
  /** Git's own files. */
  | 'git'
  /** Linked in from the user's checkout. */
  | 'shared'
  /** The script's own temporary files. */
  | 'temp'
  /** A name below /tmp that anybody may use. */
  | 'common-temp'
  /** `/dev/null` and the like. */
  | 'device'
  | 'home'
  | 'outside'
  | 'unknown';

const DEVICE = /^\/dev\/(null|stdout|stderr|zero|full|u?random|fd\/\d+)$/;
const COMMON_TEMP = /^(?:\/private)?\/(?:tmp|var\/tmp|dev\/shm)\/./;
/** Folders that worktrees share with the checkout of the user. */
const SHARED = new Set(['node_modules', '.venv', 'venv']);

/**
 * The path without `.` and `..`, with the folder that it starts from.
 * @param folder where relative paths start: as a path that this function gave
 */
export function resolvePath(path: string, folder: string): string {
  const isAbsolute = /^[/\uE000\uE002\uE005\uE006]/.test(path);
  const whole = isAbsolute ? path : `${folder}/${path}`;
  const segments: string[] = [];
  const start = /^[\uE002\uE005\uE006]/.exec(whole)?.[0] ?? '';
  for (const segment of whole.slice(start.length).split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.length > 0 && segments.at(-1) !== '..') segments.pop();
    else if (start !== '') segments.push('..');
  }
  return start === '' && whole.startsWith('/')
    ? `/${segments.join('/')}`
    : [start, ...segments].join(start === '' ? '' : '/');
}

/** Where a path lies that starts from a folder. */
export function placeOf(path: string, folder: string): Place {
  const whole = resolvePath(path, folder);
  if (holdsAny(whole) || isDotPattern(whole)) return 'unknown';
  if (whole.startsWith(TOKENS.temp)) return whole.includes('/..') ? 'outside' : 'temp';
  if (whole.startsWith(TOKENS.home)) return whole.includes('/..') ? 'outside' : 'home';
  if (!whole.startsWith(TOKENS.root)) {
    if (DEVICE.test(whole)) return 'device';
    return COMMON_TEMP.test(whole) ? 'common-temp' : 'outside';
  }
  const segments = whole.split('/').slice(1);
  if (segments.includes('..')) return 'outside';
  if (segments.some((segment) => segment.toLowerCase() === '.git')) return 'git';
  if (segments.length === 0) return 'root';
  return segments.some((segment) => SHARED.has(segment)) ? 'shared' : 'worktree';
}

/** `.*` matches `..` too. */
const isDotPattern = (path: string): boolean => /(?:^|\/)\.+\uE001/.test(path);

/** The last name of a path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
