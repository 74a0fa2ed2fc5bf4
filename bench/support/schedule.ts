import type { Plan } from '../../src/engine/domain/plan.ts';
import { openAgenda } from './agenda.ts';

/** What a schedule has to place. Times are in milliseconds. */
export interface Schedule {
  readonly plan: Plan;
  readonly answerMs: number;
  /** Workers at once: a worker keeps its place until it has its answer and its checks are through. */
  readonly places: number;
  /** Sets of checks at once. */
  readonly slots: number;
  /** By worker, the sets of checks that may run while the model writes. */
  readonly meanwhile: ReadonlyMap<string, readonly number[]>;
  /** By worker, the sets of checks that need the answer. */
  readonly afterwards: ReadonlyMap<string, readonly number[]>;
}

interface CheckJob {
  readonly ms: number;
  readonly end: () => void;
}

/**
 * How long the build takes where nothing but answers and checks takes time: whoever heads the longest chain starts
 * first, and checks that a verdict waits for go before those that have until the answer comes.
 */
export function scheduleMs({ plan, answerMs, places, slots, meanwhile, afterwards }: Schedule): number {
  const agenda = openAgenda();
  const rank = chainLengths(plan);
  const missing = new Map(
    plan.order.map((id) => [id, new Set(plan.workers.get(id)?.after.map(({ worker }) => worker)).size]),
  );
  const ready = plan.order.filter((id) => missing.get(id) === 0);
  const urgent: CheckJob[] = [];
  const patient: CheckJob[] = [];
  let freePlaces = places;
  let freeSlots = slots;

  const fillSlots = (): void => {
    while (freeSlots > 0) {
      const job = urgent.shift() ?? patient.shift();
      if (job === undefined) return;
      freeSlots -= 1;
      agenda.after(job.ms, () => {
        freeSlots += 1;
        job.end();
        fillSlots();
      });
    }
  };
  const fillPlaces = (): void => {
    ready.sort((a, b) => (rank.get(b) ?? 0) - (rank.get(a) ?? 0) || (a < b ? -1 : 1));
    for (const id of ready.splice(0, freePlaces)) start(id);
  };
  const start = (id: string): void => {
    freePlaces -= 1;
    const [early, late] = [meanwhile.get(id) ?? [], afterwards.get(id) ?? []];
    let open = early.length + late.length + 1;
    const end = (): void => {
      open -= 1;
      if (open === 0) finish(id);
    };
    patient.push(...early.map((ms) => ({ ms, end })));
    fillSlots();
    agenda.after(answerMs, () => {
      urgent.push(...late.map((ms) => ({ ms, end })));
      end();
      fillSlots();
    });
  };
  const finish = (id: string): void => {
    freePlaces += 1;
    for (const next of new Set(plan.workers.get(id)?.before)) {
      const left = (missing.get(next) ?? 0) - 1;
      missing.set(next, left);
      if (left === 0) ready.push(next);
    }
    fillPlaces();
  };

  fillPlaces();
  return agenda.run();
}

/** How many workers follow each other from each one on, itself included. */
function chainLengths(plan: Plan): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>();
  const lengthOf = (id: string): number => {
    const known = lengths.get(id);
    if (known !== undefined) return known;
    const length = 1 + Math.max(0, ...(plan.workers.get(id)?.before ?? []).map(lengthOf));
    lengths.set(id, length);
    return length;
  };
  for (const id of plan.order) lengthOf(id);
  return lengths;
}
