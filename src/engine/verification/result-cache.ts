import type { CheckResult } from '../domain/check-result.ts';

/** Results of checks by what they ran on: the same checks on the same tree are not run twice for a regression. */
export interface ResultCache {
  get(tree: string, checks: string): readonly CheckResult[] | undefined;
  set(tree: string, checks: string, results: readonly CheckResult[]): void;
}

/** Enough for the speculative trees of a large phase; the oldest go first. */
const MAX_ENTRIES = 4_000;

export function createResultCache(): ResultCache {
  const entries = new Map<string, readonly CheckResult[]>();
  const key = (tree: string, checks: string): string => `${tree} ${checks}`;
  return {
    get: (tree, checks) => entries.get(key(tree, checks)),
    set(tree, checks, results) {
      entries.set(key(tree, checks), results);
      if (entries.size <= MAX_ENTRIES) return;
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    },
  };
}
