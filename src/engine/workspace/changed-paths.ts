import type { Worktree } from './worktrees.ts';

/** What tests leave behind everywhere, whether the repo ignores it or not. */
const GENERATED =
  /(^|\/)(__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.tox|\.coverage|htmlcov|coverage|node_modules|\.venv|venv|build|dist|target|\.DS_Store)(\/|$)|\.(pyc|pyo|log|tmp)$/;

/** Paths that differ from the worktree's commit after checks ran: nothing of it is committed, but it is named. */
export async function changedPaths(worktree: Worktree): Promise<readonly string[]> {
  const status = await worktree.git.run([
    'status',
    '--porcelain=v1',
    '-z',
    '--no-renames',
    '--untracked-files=normal',
    '--branch',
  ]);
  if (!status.ok) return [];
  return status.value
    .split('\0')
    .filter((entry) => entry !== '' && !entry.startsWith('## '))
    .map((entry) => entry.slice(3))
    .filter((path) => !GENERATED.test(path));
}
