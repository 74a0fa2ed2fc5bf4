import type { Command } from '../domain/command.ts';
import type { EventBody } from '../domain/event.ts';
import type { State } from '../domain/reduce.ts';
import type { Sealer } from '../evidence/seal.ts';
import { isOpen } from './block-lacking.ts';
import { unreachable } from '../domain/result.ts';

export interface BeforeStartParts {
  readonly state: State;
  readonly dispatch: (event: EventBody) => void;
  readonly sealer: Sealer;
}

/**
 * What a person asks of the workforce while there is none yet. It goes into the state, which the workforce is then
 * started from: paused, and without a worker that was taken over.
 */
export function handleBeforeStart(
  { state, dispatch, sealer }: BeforeStartParts,
  command: Extract<Command, { type: 'pause' | 'unpause' | 'escalate' }>,
): void {
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
      return sealer.seal(worker);
    }
    default:
      return unreachable(command);
  }
}
