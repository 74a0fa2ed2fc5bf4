import { buildRepoMap } from './repo-map.ts';
import { findTestFiles } from './test-files.ts';
import type { PresentFile, TestFile } from './prompt-parts.ts';
import type { Instruction } from '../instructions/instruction.ts';
import { ok, type Result } from '../result.ts';
import type { Git, GitError } from '../workspace/git.ts';

/** What a prompt says about the repo at one commit. */
export interface Gathered {
  readonly files: readonly PresentFile[];
  readonly tests: readonly TestFile[];
  readonly repoMap: string;
}

const MAP_CHARACTERS = 6_000;
const MAX_TEST_BYTES = 200_000;

/** Reads the deliverables, the files of the checks and the repo's list of files at `commit`, without a worktree. */
export async function gather(
  repo: Git,
  commit: string,
  instruction: Instruction,
): Promise<Result<Gathered, GitError>> {
  const listed = await repo.run(['ls-tree', '-r', '-z', '--full-tree', '--name-only', commit]);
  if (!listed.ok) return listed;
  const tracked = listed.value.split('\0').filter((path) => path !== '');
  const known = new Set(tracked);
  const files: PresentFile[] = [];
  for (const { path } of instruction.deliverables) {
    if (path.endsWith('/')) {
      const inside = tracked.filter((file) => file.startsWith(path));
      for (const file of inside) files.push({ path: file, content: await show(repo, commit, file) });
      if (inside.length === 0) files.push({ path, content: null });
    } else {
      files.push({ path, content: known.has(path) ? await show(repo, commit, path) : null });
    }
  }
  const tests: TestFile[] = [];
  for (const path of findTestFiles(instruction, tracked)) {
    const content = await show(repo, commit, path);
    if (content !== null && content.length <= MAX_TEST_BYTES) tests.push({ path, content });
  }
  return ok({ files, tests, repoMap: buildRepoMap(tracked, MAP_CHARACTERS) });
}

async function show(repo: Git, commit: string, path: string): Promise<string | null> {
  const shown = await repo.run(['cat-file', 'blob', `${commit}:${path}`]);
  return shown.ok ? shown.value : null;
}
