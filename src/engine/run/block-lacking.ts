import type { Lack, SharedLack } from '../domain/lack.ts';
import type { RunContext } from './run-context.ts';
import type { WorkerStatus } from '../domain/state.ts';
import { checkEnvironment } from '../environment/check-environment.ts';

/** A worker that an attempt could start for, now or when others are done. */
export function isOpen(status: WorkerStatus | undefined): boolean {
  return status?.state === 'waiting' || status?.state === 'blocked';
}

/** What the machine lacks blocks the workers that need it, before a token is spent; what is there now unblocks. */
export async function blockLacking(context: RunContext, signal: AbortSignal): Promise<void> {
  const { state, dispatch } = context;
  const open = (state.run?.order ?? []).filter((id) => isOpen(state.workers.get(id)?.status));
  const lacks = await checkEnvironment(context, open, signal);
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

function lacksOf(worker: string, lacks: readonly SharedLack[]): readonly Lack[] {
  return lacks.flatMap(({ kind, name, detail, fix, uses }) => {
    const checks = uses.filter((use) => use.worker === worker).map((use) => use.check);
    return checks.length > 0 ? [{ kind, name, detail, fix, checks }] : [];
  });
}
