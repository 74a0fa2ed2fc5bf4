import type { Command } from '../domain/command.ts';
import { sealEvidence } from '../evidence/seal.ts';
import { isOpen } from './block-lacking.ts';
import { unreachable } from '../domain/result.ts';
import type { RunContext } from './run-context.ts';

/**
 * What a person asks of the workforce while there is none yet. It goes into the state, which the workforce is then
 * started from: paused, and without a worker that was taken over.
 */
export function handleBeforeStart(
  context: RunContext,
  command: Extract<Command, { type: 'pause' | 'unpause' | 'escalate' }>,
): void {
  const { state, dispatch } = context;
  switch (command.type) {
    case 'pause':
      return dispatch({ type: 'run-paused' });
    case 'unpause':
      return dispatch({ type: 'run-unpaused' });
    case 'escalate': {
      const { worker } = command;
      // During a review none is about to start.
      if (state.run?.status.type !== 'running' || !isOpen(state.workers.get(worker)?.status)) return;
      dispatch({ type: 'worker-escalated', worker, failure: { reason: 'taken-over' } });
      return sealEvidence(context, worker);
    }
    default:
      return unreachable(command);
  }
}
