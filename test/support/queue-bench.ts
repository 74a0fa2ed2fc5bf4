import type { Failure } from '../../src/engine/domain/failure.ts';
import type { Candidate } from '../../src/engine/workspace/candidate.ts';
import {
  createMergeQueue,
  type Landing,
  type Verification,
} from '../../src/engine/verification/merge-queue.ts';
import type { ReadyLanding } from '../../src/engine/workspace/land.ts';
import { fakeClock } from './fake-clock.ts';
import { nextTurn } from './next-turn.ts';

/** The end of a verification that failed. */
export const RED: Verification = { type: 'red', failure: { reason: 'check-red', checks: [] } };
/** The end of one that proved something. */
export const GREEN: Verification = { type: 'green', verdict: 'proven', proof: [0] };
/** A candidate of a worker, as far as the queue cares. */
export const candidate = (worker: string): Candidate => ({
  worker,
  attempt: 1,
  base: 'tip',
  tree: worker,
  commit: worker,
  paths: [],
});
/** One verification under way. */
export interface Run {
  readonly worker: string;
  readonly onto: string;
  readonly aborted: () => boolean;
  stacked(): void;
  /** Ends it, and resolves when the queue has done what follows from that. */
  end(verification: Verification | Promise<Verification>): Promise<void>;
}

/** What reached the branch, and from where. */
type Landed = Omit<ReadyLanding, 'candidate'>;
/** A landing as the bench records it. */
export const landedOn = (parent: string, commit: string): Landed => ({
  commit,
  parent,
  verdict: 'proven',
  proof: [0],
});

/** A queue whose verifications the test ends; a commit's name says what it stands on: `tip`, `tip+a`, `tip+a+b`. */
export function bench(slots: number, land?: (worker: string) => Promise<Failure | null>) {
  let tip = 'tip';
  let asked = 0;
  const runs: Run[] = [];
  const landings = new Map<string, Landing>();
  const landed: Landed[] = [];
  const aborts = new Map<string, AbortController>();
  const clock = fakeClock();
  const queue = createMergeQueue({
    slots,
    clock,
    tip: () => {
      asked += 1;
      if (asked > 1_000) throw new Error('the queue turns without end');
      return tip;
    },
    land: async ({ candidate: { worker }, ...landing }) => {
      const failure = await (land?.(worker) ?? Promise.resolve(null));
      if (failure !== null) return failure;
      tip = landing.commit;
      landed.push(landing);
      return null;
    },
  });
  return {
    clock,
    runs,
    landings,
    landed,
    tip: () => tip,
    /** The newest verification of a worker. */
    run: (worker: string): Run => {
      const found = runs.findLast((run) => run.worker === worker);
      if (found === undefined) throw new Error(`${worker} is not being verified`);
      return found;
    },
    abort: (worker: string) => aborts.get(worker)?.abort(),
    submit(worker: string, exclusive = false): void {
      const abort = new AbortController();
      aborts.set(worker, abort);
      const request = {
        candidate: candidate(worker),
        exclusive,
        signal: abort.signal,
        verify: (onto: string, stacked: (commit: string) => void, signal: AbortSignal) =>
          new Promise<Verification>((resolve) => {
            runs.push({
              worker,
              onto,
              aborted: () => signal.aborted,
              stacked: () => stacked(`${onto}+${worker}`),
              end: async (verification) => {
                resolve(verification);
                await nextTurn();
              },
            });
          }),
      };
      void queue.submit(request).then((landing) => landings.set(worker, landing));
    },
  };
}

/** How long the first candidate may hold up the others. */
export const PATIENCE_MS = 60_000;

/** Landings that wait until the test lets them end, in the order in which they began. */
export function gatedLandings() {
  const gates: ((failure: Failure | null) => void)[] = [];
  return { gates, land: () => new Promise<Failure | null>((resolve) => gates.push(resolve)) };
}
