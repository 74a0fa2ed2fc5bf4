import type { SharedLack } from '../domain/lack.ts';
import type { RunContext } from '../run/run-context.ts';
import { probeMachine } from './lacks.ts';
import { collectNeeds } from './needs.ts';
import { providedModules } from './provided.ts';
import { repoFiles } from './repo-files.ts';

/**
 * What the environment lacks, and who waits for it, found before a token is spent. Checks that a person waived need nothing.
 * Looks at the tip as it is checked out, in the environment that checks get.
 */
export async function checkEnvironment(
  context: RunContext,
  workers: readonly string[],
  signal: AbortSignal,
): Promise<readonly SharedLack[]> {
  const instructions = workers.flatMap((id) => context.instructions.get(id) ?? []);
  if (instructions.length === 0) return [];
  const worktree = await context.pool.lease(context.state.run?.tip ?? 'HEAD', signal);
  if (!worktree.ok) return [];
  try {
    const { root } = worktree.value;
    const files = repoFiles(root);
    const needs = collectNeeds(instructions, files);
    const modules = needs.filter((need) => need.kind === 'module').map((need) => need.name);
    const provided = providedModules([...context.instructions.values()], modules, files);
    const { python } = context;
    const lacks = await probeMachine(needs, {
      env: context.environmentOf(root),
      python,
      cwd: root,
      signal,
      provided,
    });
    return lacks
      .map(({ kind, name, detail, fix, uses }) => {
        const open = uses.filter((use) => !isWaived(context, use));
        const plain = open.map(({ worker, statement }) => ({ worker, check: statement }));
        return { kind, name, detail: `needs ${detail}`, fix, uses: plain };
      })
      .filter(({ uses }) => uses.length > 0);
  } finally {
    context.pool.release(worktree.value);
  }
}

function isWaived(
  context: RunContext,
  use: { readonly worker: string; readonly statement: number },
): boolean {
  const waived = context.state.workers.get(use.worker)?.waived ?? [];
  return waived.some(({ check }) => check === use.statement);
}
