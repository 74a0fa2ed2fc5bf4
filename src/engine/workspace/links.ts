import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { ok, type Result } from '../domain/result.ts';
import type { Git, GitError } from './git.ts';

/** Something that Git ignores in the user's checkout and that tests need, to be linked into every worktree. */
export interface Link {
  /** Repo-relative: where it stands in the checkout, and will stand in the worktree. */
  readonly path: string;
  /** Absolute. */
  readonly target: string;
  /**
   * Entries below `path` that are links back into the checkout (a workspace package in node_modules): repo-relative
   * targets by entry. Where there are any, the folder is rebuilt entry by entry, with these led into the worktree.
   */
  readonly back: ReadonlyMap<string, string>;
}

const BY_NAME = new Set(['node_modules', '.venv', 'venv']);

/** What to link: `node_modules` and virtual environments that Git ignores, and what the settings name. */
export async function findLinks(
  git: Git,
  repo: string,
  named: readonly string[],
): Promise<Result<readonly Link[], GitError>> {
  const listed = await git.run([
    'ls-files',
    '-z',
    '--others',
    '--ignored',
    '--exclude-standard',
    '--directory',
  ]);
  if (!listed.ok) return listed;
  const found = listed.value
    .split('\0')
    .filter((path) => path.endsWith('/'))
    .map((path) => path.slice(0, -1))
    .filter((path) => BY_NAME.has(basename(path)) || existsSync(join(repo, path, 'pyvenv.cfg')));
  const paths = [...new Set([...found, ...named.filter((path) => existsSync(join(repo, path)))])];
  return ok(paths.map((path) => ({ path, target: join(repo, path), back: findBack(repo, path) })));
}

function findBack(repo: string, path: string): ReadonlyMap<string, string> {
  const back = new Map<string, string>();
  if (basename(path) !== 'node_modules') return back;
  const root = realpathSync(repo);
  const look = (folder: string, prefix: string): void => {
    for (const entry of readdirSync(folder)) {
      const full = join(folder, entry);
      if (entry.startsWith('@') && prefix === '') look(full, `${entry}/`);
      if (!lstatSync(full).isSymbolicLink() || !existsSync(full)) continue;
      const inside = relative(root, realpathSync(full));
      const leadsBack = inside !== '' && !inside.startsWith('..') && !isAbsolute(inside);
      if (leadsBack && !inside.split(sep).includes('node_modules')) back.set(`${prefix}${entry}`, inside);
    }
  };
  look(join(repo, path), '');
  return back;
}

/** Puts the links into a worktree or clone; what stands there under the same name and is tracked stays. */
export async function placeLinks(root: string, links: readonly Link[]): Promise<void> {
  for (const link of links) {
    const place = join(root, link.path);
    if (existsSync(place)) continue;
    await rm(place, { force: true });
    await mkdir(dirname(place), { recursive: true });
    if (link.back.size === 0) await symlink(link.target, place);
    else await rebuild(root, link);
  }
}

async function rebuild(root: string, link: Link): Promise<void> {
  const copy = async (folder: string, prefix: string): Promise<void> => {
    await mkdir(join(root, link.path, prefix), { recursive: true });
    for (const entry of readdirSync(folder)) {
      const name = `${prefix}${entry}`;
      const inside = link.back.get(name);
      if (inside === undefined && [...link.back.keys()].some((key) => key.startsWith(`${name}/`))) {
        await copy(join(folder, entry), `${name}/`);
      } else {
        await symlink(
          inside === undefined ? join(folder, entry) : join(root, inside),
          join(root, link.path, name),
        );
      }
    }
  };
  await copy(link.target, '');
}
