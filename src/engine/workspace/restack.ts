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
  const names = (commit: string): readonly string[] => paths.map((path) => `${commit}:${path}`);
  const found = await repo.objects.resolve([...names(base), ...names(onto), `${onto}^{tree}`]);
  if (!found.ok) return err(workspaceFailure(found.error));
  const moved = paths.filter((_, at) => found.value[at] !== found.value[paths.length + at]);
  if (moved.length > 0) return err({ reason: 'conflict', paths: moved });
  const below = found.value.at(-1) ?? null;
  if (below === null) return err({ reason: 'workspace', detail: `there is no commit ${onto}` });
  const grafted = await graft(
    repo,
    below,
    candidate.tree,
    paths.map((path) => ({ path, parts: path.split('/').map(entryName) })),
  );
  if (!grafted.ok) return grafted;
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

/**
 * One tree with some paths as another has them.
 * @param onto the tree's id; null where there is none
 * @param from the other's id; null where it has none there
 * @returns the id of the new tree; null where nothing is left in it
 */
async function graft(
  repo: Repo,
  onto: string | null,
  from: string | null,
  paths: readonly PathBelow[],
): Promise<Result<string | null, Failure>> {
  const [old, taken] = await Promise.all([entriesOf(repo, onto), entriesOf(repo, from)]);
  if (!old.ok) return err(workspaceFailure(old.error));
  if (!taken.ok) return err(workspaceFailure(taken.error));
  const entries = new Map(old.value);
  for (const [name, below] of Map.groupBy(paths, ({ parts }) => parts[0] ?? '')) {
    const [there, own] = [entries.get(name), taken.value.get(name)];
    // The candidate's own path, whatever it has made of it: nobody else has changed anything there.
    if (below.some(({ parts }) => parts.length === 1)) {
      if (own === undefined) entries.delete(name);
      else entries.set(name, own);
      continue;
    }
    // Somebody else has made a file where the candidate has a folder.
    if (there !== undefined && !isTree(there))
      return err({ reason: 'conflict', paths: below.map(({ path }) => path) });
    const inside = await graft(
      repo,
      there?.id ?? null,
      own !== undefined && isTree(own) ? own.id : null,
      below.map(({ path, parts }) => ({ path, parts: parts.slice(1) })),
    );
    if (!inside.ok) return inside;
    if (inside.value === null) entries.delete(name);
    else entries.set(name, { mode: '40000', name, id: inside.value });
  }
  if (entries.size === 0) return ok(null);
  const written = await repo.writer.tree([...entries.values()]);
  return written.ok ? written : err(workspaceFailure(written.error));
}

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
