import type { EventBody } from '../domain/event.ts';
import type { Instruction } from '../domain/instruction.ts';
import type { Lack, SharedLack } from '../domain/lack.ts';
import type { State } from '../domain/reduce.ts';
import type { WorkerStatus } from '../domain/state.ts';
import { checkEnvironment } from '../environment/check-environment.ts';
import type { Runner } from '../runner/runner.ts';
import type { WorktreePool } from '../workspace/worktrees.ts';

export interface EnvironmentParts {
  readonly state: State;
  readonly dispatch: (event: EventBody) => void;
  readonly runner: Runner;
  readonly pool: WorktreePool;
  readonly instructionOf: (worker: string) => Instruction | undefined;
  readonly environmentOf: (root: string) => Readonly<Record<string, string>>;
  readonly python: string;
}

/** A worker that an attempt could start for, now or when others are done. */
export function isOpen(status: WorkerStatus | undefined): boolean {
  return status?.state === 'waiting' || status?.state === 'blocked';
}

/** What the machine lacks blocks the workers that need it, before a token is spent; what is there now unblocks. */
export async function blockLacking(parts: EnvironmentParts, signal: AbortSignal): Promise<void> {
  const { state, dispatch } = parts;
  const open = (state.run?.order ?? []).filter((id) => isOpen(state.workers.get(id)?.status));
  const lacks = await lookAtTip(parts, open, signal);
  if (signal.aborted) return;
  if (lacks.length > 0 || (state.run?.lacks.length ?? 0) > 0)
    dispatch({ type: 'environment-lacking', lacks });
  for (const worker of open) {
    const status = state.workers.get(worker)?.status;
    // A person may have taken it over meanwhile.
    if (!isOpen(status)) continue;
    const own = lacksOf(worker, lacks);
    if (own.length > 0) dispatch({ type: 'worker-lacking', worker, lacks: own });
    else if (status?.state === 'blocked' && status.lacks.length > 0)
      dispatch({ type: 'worker-unblocked', worker });
  }
}

/** What is lacking on the tip as it is checked out; nothing where it cannot be. */
async function lookAtTip(
  { state, runner, pool, instructionOf, environmentOf, python }: EnvironmentParts,
  workers: readonly string[],
  signal: AbortSignal,
): Promise<readonly SharedLack[]> {
  const instructions = workers.flatMap((id) => instructionOf(id) ?? []);
  if (instructions.length === 0) return [];
  const worktree = await pool.lease(state.run?.tip ?? 'HEAD', signal);
  if (!worktree.ok) return [];
  const { root } = worktree.value;
  try {
    return await checkEnvironment(runner, {
      instructions,
      all: (state.run?.order ?? []).flatMap((id) => instructionOf(id) ?? []),
      root,
      env: environmentOf(root),
      python,
      isWaived: (worker, check) =>
        state.workers.get(worker)?.waived.some((waiver) => waiver.check === check) === true,
      signal,
    });
  } finally {
    pool.release(worktree.value);
  }
}

function lacksOf(worker: string, lacks: readonly SharedLack[]): readonly Lack[] {
  return lacks.flatMap(({ kind, name, detail, fix, uses }) => {
    const checks = uses.filter((use) => use.worker === worker).map((use) => use.check);
    return checks.length > 0 ? [{ kind, name, detail, fix, checks }] : [];
  });
}
