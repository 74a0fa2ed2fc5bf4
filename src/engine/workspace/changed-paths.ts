import type { Tree } from './worktree.ts';

/** What tests leave behind everywhere, whether the repo ignores it or not. */
const GENERATED =
  /(^|\/)(__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.tox|\.coverage|htmlcov|coverage|node_modules|\.venv|venv|build|dist|target|\.DS_Store)(\/|$)|\.(pyc|pyo|log|tmp)$/;

/** Paths that differ from the tree's commit after checks ran: nothing of it is committed, but it is named. */
export async function changedPaths(tree: Tree): Promise<readonly string[]> {
  const changes = await tree.changes();
  if (!changes.ok) return [];
  return changes.value
    .filter(({ path, isIgnored }) => !isIgnored && !GENERATED.test(path))
    .map(({ path }) => path);
}
