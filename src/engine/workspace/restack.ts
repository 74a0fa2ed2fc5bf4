import type { Failure } from '../domain/failure.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { workspaceFailure, type Candidate, type Placed } from './candidate.ts';
import type { GitError } from './git.ts';
import type { Repo } from './repo.ts';
import { entryName, isTree, type TreeEntry } from './tree-entry.ts';

/**
 * Puts a candidate onto another commit, without a worktree. A path that somebody else changed since the candidate's base
 * is a conflict: the attempt is repeated on what is there now, never merged by guess. Where nobody did, the candidate's
 * files are taken exactly as they are; no path moves with a renamed folder.
 */
export async function restack(
  repo: Repo,
  candidate: Candidate,
  onto: string,
): Promise<Result<Placed, Failure>> {
  const { base, paths } = candidate;
  const found = await repo.objects.resolve([`${base}^{tree}`, `${onto}^{tree}`]);
  if (!found.ok) return err(workspaceFailure(found.error));
  const [before, below] = found.value;
  if (below == null) return err({ reason: 'workspace', detail: `there is no commit ${onto}` });
  const moved: string[] = [];
  const grafted = await graft(
    repo,
    { before: before ?? null, onto: below, from: candidate.tree },
    paths.map((path) => ({ path, parts: path.split('/').map(entryName) })),
    moved,
  );
  if (!grafted.ok) return grafted;
  if (moved.length > 0)
    return err({ reason: 'conflict', paths: paths.filter((path) => moved.includes(path)) });
  const tree = grafted.value;
  if (tree === null) return err({ reason: 'workspace', detail: 'the commit would hold no file at all' });
  const read = await repo.objects.read([candidate.commit], 'commit');
  if (!read.ok) return err(workspaceFailure(read.error));
  const text = read.value[0]?.toString('utf8');
  if (text === undefined)
    return err({ reason: 'workspace', detail: `there is no commit ${candidate.commit}` });
  const commit = await repo.writer.commit({
    tree,
    parent: onto,
    message: text.slice(text.indexOf('\n\n') + 2),
    writtenAt: /^author .*> (\d+ [+-]\d{4})$/m.exec(text)?.[1] ?? null,
  });
  return commit.ok ? ok({ commit: commit.value, tree }) : err(workspaceFailure(commit.error));
}

/** A path below the tree at hand. */
interface PathBelow {
  /** From the repo's root. */
  readonly path: string;
  /** From the tree at hand. */
  readonly parts: readonly string[];
}

/** The ids of three trees that lie at the same path; null for one that is not there. */
interface Trees {
  /** What the candidate started from. */
  readonly before: string | null;
  /** What it is put onto. */
  readonly onto: string | null;
  /** What it holds itself. */
  readonly from: string | null;
}

/**
 * The tree `onto` with some paths as `from` has them.
 * @param moved gets the paths that are not as they were `before`: another mode, file, folder or submodule
 * @returns the id of the new tree; null where nothing is left in it
 */
async function graft(
  repo: Repo,
  trees: Trees,
  paths: readonly PathBelow[],
  moved: string[],
): Promise<Result<string | null, Failure>> {
  const [old, now, taken] = await Promise.all([
    entriesOf(repo, trees.before),
    entriesOf(repo, trees.onto),
    entriesOf(repo, trees.from),
  ]);
  if (!old.ok) return err(workspaceFailure(old.error));
  if (!now.ok) return err(workspaceFailure(now.error));
  if (!taken.ok) return err(workspaceFailure(taken.error));
  const entries = new Map(now.value);
  for (const [name, below] of Map.groupBy(paths, ({ parts }) => parts[0] ?? '')) {
    const [was, there, own] = [old.value.get(name), entries.get(name), taken.value.get(name)];
    // The candidate's own path, whatever it has made of it.
    if (below.some(({ parts }) => parts.length === 1)) {
      if (!isSame(was, there)) moved.push(...below.map(({ path }) => path));
      if (own === undefined) entries.delete(name);
      else entries.set(name, own);
      continue;
    }
    // Somebody else has made a file where the candidate has a folder.
    if (there !== undefined && !isTree(there)) {
      moved.push(...below.map(({ path }) => path));
      continue;
    }
    const inside = await graft(
      repo,
      { before: treeId(was), onto: treeId(there), from: treeId(own) },
      below.map(({ path, parts }) => ({ path, parts: parts.slice(1) })),
      moved,
    );
    if (!inside.ok) return inside;
    if (inside.value === null) entries.delete(name);
    else entries.set(name, { mode: '40000', name, id: inside.value });
  }
  if (entries.size === 0 || moved.length > 0) return ok(null);
  const written = await repo.writer.tree([...entries.values()]);
  return written.ok ? written : err(workspaceFailure(written.error));
}

const isSame = (one: TreeEntry | undefined, other: TreeEntry | undefined): boolean =>
  one?.id === other?.id && one?.mode === other?.mode;

const treeId = (entry: TreeEntry | undefined): string | null =>
  entry !== undefined && isTree(entry) ? entry.id : null;

async function entriesOf(
  repo: Repo,
  tree: string | null,
): Promise<Result<ReadonlyMap<string, TreeEntry>, GitError>> {
  if (tree === null) return ok(new Map());
  const read = await repo.objects.trees([tree]);
  if (!read.ok) return read;
  const [entries] = read.value;
  if (entries == null) return err({ args: ['cat-file', tree], message: `there is no tree ${tree}` });
  return ok(new Map(entries.map((entry) => [entry.name, entry])));
}
