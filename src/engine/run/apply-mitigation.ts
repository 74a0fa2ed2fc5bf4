import type { EventBody } from '../domain/event.ts';
import type { Failure } from '../domain/failure.ts';
import { unreachable } from '../domain/result.ts';
import type { WorkerFacts } from '../domain/worker-facts.ts';
import type { AddedWorker } from '../domain/worker-event.ts';
import type { Mitigation } from '../mitigation/mitigation.ts';
import { checksIn } from './worker-facts.ts';

/** What a mitigation does to the run: events, and what becomes of the worker. */
export interface Effect {
  readonly events: readonly EventBody[];
  readonly next:
    | { readonly type: 'again' }
    | { readonly type: 'accepted' }
    /** It waits for a person. */
    | { readonly type: 'stuck' }
    /** It waits for its parts. */
    | { readonly type: 'split'; readonly parts: readonly AddedWorker[] };
}

/** Turns what was decided into what happens. Pure: the caller records the events and moves the worker. */
export function effectOf(mitigation: Mitigation, worker: WorkerFacts, failure: Failure): Effect {
  const { id } = worker;
  switch (mitigation.type) {
    case 'retry':
    case 'repeat':
      return { events: [], next: { type: 'again' } };
    case 'switch': {
      const { provider, why } = mitigation;
      return {
        events: [{ type: 'worker-rerouted', worker: id, provider, why }],
        next: { type: 'again' },
      };
    }
    case 'split': {
      const parts = inARow(mitigation.instructions, worker);
      return {
        events: [{ type: 'workers-added', added: parts, inPlaceOf: id, why: mitigation.why }],
        next: { type: 'split', parts },
      };
    }
    case 'keep':
      return { events: [{ type: 'worker-kept', worker: id, failure }], next: { type: 'accepted' } };
    case 'escalate':
      return { events: [{ type: 'worker-escalated', worker: id, failure }], next: { type: 'stuck' } };
    case 'block':
      return {
        events: [{ type: 'worker-lacking', worker: id, lacks: mitigation.lacks }],
        next: { type: 'stuck' },
      };
    case 'fail':
      return { events: [{ type: 'worker-failed', worker: id, failure }], next: { type: 'stuck' } };
    default:
      return unreachable(mitigation);
  }
}

/** The parts of a worker: they go where it went, each after the one before it. */
function inARow(
  instructions: Extract<Mitigation, { type: 'split' }>['instructions'],
  { route }: WorkerFacts,
): readonly AddedWorker[] {
  return instructions.map((instruction, at) => {
    const before = instructions[at - 1];
    return {
      instruction,
      facts: {
        id: instruction.id,
        name: instruction.name,
        file: instruction.file,
        hash: instruction.hash,
        deliverables: instruction.deliverables.map(({ path }) => path),
        checks: checksIn(instruction),
        route,
        after: before === undefined ? [] : [{ worker: before.id, because: 'the part before it' }],
      },
    };
  });
}
