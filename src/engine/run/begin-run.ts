import type { Settings } from '../settings/settings.ts';
import type { EventBody } from '../domain/event.ts';
import type { Instruction } from '../domain/instruction.ts';
import type { Plan } from '../domain/plan.ts';
import { settle, type Restored } from '../store/restore.ts';
import { workerFacts } from './worker-facts.ts';

interface BeginOptions {
  readonly run: string;
  readonly phase: { readonly name: string; readonly title: string };
  readonly start: { readonly commit: string; readonly branch: string };
  readonly instructions: readonly Instruction[];
  readonly plan: Plan;
  readonly settings: Settings;
}

/** Records a new run, or how what was under way has ended; then that an engine is at work. */
export function beginRun(
  options: BeginOptions,
  restored: Restored,
  branch: { readonly name: string; readonly tip: string },
  dispatch: (event: EventBody) => void,
): void {
  const { phase, start, instructions, plan, settings } = options;
  const isResumed = restored.state.run !== null;
  if (!isResumed) {
    dispatch({
      type: 'run-created',
      run: options.run,
      phase: phase.name,
      title: phase.title,
      base: start.commit,
      baseBranch: start.branch,
      branch: branch.name,
      workers: instructions.map((instruction) => workerFacts(instruction, plan, settings)),
    });
  }
  for (const { worker, check, reason } of settings.waive) {
    const record = restored.state.workers.get(worker);
    if (record === undefined || record.waived.some((waiver) => waiver.check === check - 1)) continue;
    dispatch({ type: 'check-waived', worker, check: check - 1, reason, by: 'settings' });
  }
  const before = restored.state.run;
  for (const event of settle(restored, branch.tip)) dispatch(event);
  // A review goes on where it was: the work is not taken up again. A pause went with the engine that heard it.
  if (before?.status.type !== 'reviewing')
    dispatch({ type: 'run-started', resumed: isResumed, pid: process.pid });
  else if (before.paused) dispatch({ type: 'run-unpaused' });
}
