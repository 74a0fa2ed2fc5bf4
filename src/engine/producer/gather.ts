import { buildRepoMap } from './repo-map.ts';
import { findTestFiles } from './test-files.ts';
import type { PresentFile, TestFile } from './prompt-parts.ts';
import type { Instruction } from '../domain/instruction.ts';
import { ok, type Result } from '../domain/result.ts';
import type { GitError } from '../workspace/git.ts';
import type { Repo } from '../workspace/repo.ts';

/** What a prompt says about the repo at one commit. */
export interface Gathered {
  readonly files: readonly PresentFile[];
  readonly tests: readonly TestFile[];
  readonly repoMap: string;
}

const MAP_CHARACTERS = 6_000;
const MAX_TEST_BYTES = 200_000;

/** A commit's paths, and the map that is drawn of them. */
interface Listing {
  readonly tracked: readonly string[];
  readonly repoMap: string;
}

/** Listings by repo and commit: the workers that start from one tip share one. Few tips are in use at once. */
const listings = new WeakMap<Repo, Map<string, Promise<Result<Listing, GitError>>>>();
const MAX_LISTINGS = 8;

/** Reads the deliverables, the files of the checks and the repo's list of files at `commit`, without a worktree. */
export async function gather(
  repo: Repo,
  commit: string,
  instruction: Instruction,
): Promise<Result<Gathered, GitError>> {
  const listed = await listOnce(repo, commit);
  if (!listed.ok) return listed;
  const { tracked, repoMap } = listed.value;
  const known = new Set(tracked);
  const present = instruction.deliverables.flatMap(({ path }) => {
    if (!path.endsWith('/')) return [path];
    const inside = tracked.filter((file) => file.startsWith(path));
    return inside.length === 0 ? [path] : inside;
  });
  const testPaths = findTestFiles(instruction, tracked);
  // The batch has a name a line: a path that holds a line end is left out of the prompt.
  const wanted = [...new Set([...present, ...testPaths])].filter(
    (path) => known.has(path) && !path.includes('\n'),
  );
  const read = await repo.objects.read(wanted.map((path) => `${commit}:${path}`));
  if (!read.ok) return read;
  const contents = new Map(wanted.map((path, at) => [path, read.value[at]?.toString('utf8') ?? null]));
  const files = present.map((path) => ({ path, content: contents.get(path) ?? null }));
  const tests: TestFile[] = [];
  for (const path of testPaths) {
    const content = contents.get(path) ?? null;
    if (content !== null && content.length <= MAX_TEST_BYTES) tests.push({ path, content });
  }
  return ok({ files, tests, repoMap });
}

function listOnce(repo: Repo, commit: string): Promise<Result<Listing, GitError>> {
  const known = listings.get(repo) ?? new Map<string, Promise<Result<Listing, GitError>>>();
  listings.set(repo, known);
  const found = known.get(commit) ?? list(repo, commit);
  // What was asked for last goes last.
  known.delete(commit);
  known.set(commit, found);
  const [oldest] = known.keys();
  if (known.size > MAX_LISTINGS && oldest !== undefined) known.delete(oldest);
  void found.then((listed) => {
    if (!listed.ok) known.delete(commit);
  });
  return found;
}

async function list(repo: Repo, commit: string): Promise<Result<Listing, GitError>> {
  const listed = await repo.run(['ls-tree', '-r', '-z', '--full-tree', '--name-only', commit]);
  if (!listed.ok) return listed;
  const tracked = listed.value.split('\0').filter((path) => path !== '');
  return ok({ tracked, repoMap: buildRepoMap(tracked, MAP_CHARACTERS) });
}
