import type { Clock } from '../domain/clock.ts';
import type { Failure } from '../domain/failure.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Candidate } from '../workspace/candidate.ts';
import type { ReadyLanding } from '../workspace/land.ts';

/** How a candidate's stay in the queue ended. */
export type Landing =
  | { readonly type: 'landed'; readonly commit: string }
  | { readonly type: 'rejected'; readonly failure: Failure }
  | { readonly type: 'aborted' };

/** How the checks of a candidate ended on one exact commit. */
export type Verification =
  | { readonly type: 'green'; readonly verdict: Verdict; readonly proof: readonly number[] }
  | { readonly type: 'red'; readonly failure: Failure };

export interface QueueRequest {
  readonly candidate: Candidate;
  /**
   * Puts the candidate onto `onto` and runs every check that it must pass there. Calls `stacked` as soon as its
   * commit stands, so that the next one can start on top. Starts anew each time it is called.
   */
  readonly verify: (
    onto: string,
    stacked: (commit: string) => void,
    signal: AbortSignal,
  ) => Promise<Verification>;
  /** Its checks do something that must not happen twice: they run only when nothing is ahead of it. */
  readonly exclusive: boolean;
  readonly signal: AbortSignal;
}

/**
 * A speculative merge queue. Every candidate is verified on the tip *with all candidates ahead of it*, several at
 * once; the first lands when it is green, so what lands was verified on exactly the tree that becomes the tip. A red
 * one is taken out, and those that were stacked on it are verified again without it. (Zuul's gate, a merge train.)
 */
export interface MergeQueue {
  submit(request: QueueRequest): Promise<Landing>;
}

interface Entry {
  readonly request: QueueRequest;
  readonly settle: (landing: Landing) => void;
  /** The commit it is stacked on, and its own there; null while it is not. */
  onto: string | null;
  commit: string | null;
  /** It was first, took too long, and went to the end once. */
  hasYielded: boolean;
  verification: Verification | null;
  abort: AbortController | null;
}

/** How long the first candidate may be verified while others wait behind it. */
const PATIENCE_MS = 60_000;

export function createMergeQueue(options: {
  /** Candidates verified at once. */
  readonly slots: number;
  readonly tip: () => string;
  readonly clock: Clock;
  /** Moves the branch from `parent` to `commit`; a failure rejects the candidate. */
  readonly land: (landing: ReadyLanding) => Promise<Failure | null>;
}): MergeQueue {
  const queue: Entry[] = [];
  let verifying = 0;
  /** Whose time at the head is being watched. */
  let watched: Entry | null = null;
  let cancelWatch = (): void => undefined;
  let isLanding = false;

  const remove = (entry: Entry, landing: Landing): void => {
    const at = queue.indexOf(entry);
    if (at < 0) return;
    queue.splice(at, 1);
    entry.abort?.abort();
    entry.settle(landing);
  };

  const restart = (entry: Entry): void => {
    entry.abort?.abort();
    entry.abort = null;
    entry.onto = null;
    entry.commit = null;
    entry.verification = null;
  };

  const start = (entry: Entry, onto: string): void => {
    const abort = new AbortController();
    entry.onto = onto;
    entry.abort = abort;
    verifying += 1;
    const stacked = (commit: string): void => {
      if (entry.abort !== abort) return;
      entry.commit = commit;
      pump();
    };
    const signal = AbortSignal.any([abort.signal, entry.request.signal]);
    void guarded(() => entry.request.verify(onto, stacked, signal)).then((verification) => {
      verifying -= 1;
      if (entry.abort === abort) {
        entry.abort = null;
        entry.verification = verification;
      }
      pump();
    });
  };

  /** One check that hangs must not hold up all others: the first entry gives way once when it takes too long. */
  const watchHead = (): void => {
    const head = queue[0] ?? null;
    if (head === watched) return;
    cancelWatch();
    watched = head;
    if (head === null || head.hasYielded || head.request.exclusive) return;
    // Whatever moves the queue ends in here, so the head is still the first when its time is up.
    cancelWatch = options.clock.after(PATIENCE_MS, () => {
      watched = null;
      if (queue.length === 1 || head.abort === null) return;
      head.hasYielded = true;
      queue.push(...queue.splice(0, 1));
      pump();
    });
  };

  /** Settles the first entry where its verdict holds for the tip. True when the queue moved. */
  const settleHead = (): boolean => {
    const head = queue[0];
    if (head === undefined || head.verification === null || head.onto !== options.tip()) return false;
    const { commit, onto, verification } = head;
    if (verification.type === 'red' || commit === null) {
      const failure = verification.type === 'red' ? verification.failure : internal('green without a commit');
      remove(head, { type: 'rejected', failure });
      return true;
    }
    const { verdict, proof } = verification;
    isLanding = true;
    void options
      .land({ candidate: head.request.candidate, commit, parent: onto, verdict, proof })
      .catch(internal)
      .then((failure) => {
        isLanding = false;
        remove(head, failure === null ? { type: 'landed', commit } : { type: 'rejected', failure });
        pump();
      });
    return false;
  };

  /** Brings every entry onto the commit it should stand on now, and starts what has a place. */
  const stack = (): void => {
    let below: string | null = options.tip();
    for (const [at, entry] of queue.entries()) {
      if (entry.onto !== null && entry.onto !== below && below !== null) restart(entry);
      if (entry.onto === null && below !== null && verifying < options.slots) {
        if (!entry.request.exclusive || at === 0) start(entry, below);
      }
      if (entry.verification?.type === 'red') continue;
      below = entry.commit;
      // Nothing is stacked on what may not be aborted: it would have to be when that one fails.
      if (entry.request.exclusive) below = null;
      if (below === null) break;
    }
  };

  const pump = (): void => {
    if (isLanding) return;
    while (settleHead());
    if (!isLanding) stack();
    watchHead();
  };

  return {
    submit: (request) =>
      new Promise((settle) => {
        const entry: Entry = {
          request,
          settle,
          onto: null,
          commit: null,
          hasYielded: false,
          verification: null,
          abort: null,
        };
        if (request.signal.aborted) {
          settle({ type: 'aborted' });
          return;
        }
        request.signal.addEventListener('abort', () => {
          // A landing that has begun is past stopping: the branch may hold it already.
          if (isLanding && queue[0] === entry) return;
          remove(entry, { type: 'aborted' });
          pump();
        });
        queue.push(entry);
        pump();
      }),
  };
}

/** A bug in one candidate's verification ends that candidate, in the open; the queue goes on. */
async function guarded(verify: () => Promise<Verification>): Promise<Verification> {
  try {
    return await verify();
  } catch (error) {
    return { type: 'red', failure: internal(error) };
  }
}

function internal(error: unknown): Failure {
  return {
    reason: 'internal',
    detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}
