import type { Clock } from '../domain/clock.ts';
import { requestFault } from './fault.ts';
import type { RequestFault } from './provider.ts';

/** Limit on one request to a model, answer included. */
export const REQUEST_TIMEOUT_MS = 15 * 60_000;

/** Owns one request's connection: it ends when the caller gives up, when its time is over, or when it is released. */
export interface RequestLimit {
  readonly signal: AbortSignal;
  /** Why the request was ended from this side; null while it was not. The first reason wins. */
  fault(): RequestFault | null;
  /** Ends what is still open. To be called once, whatever happened. */
  release(): void;
}

/** A total limit on one request; a silent connection is left to the stall monitor. */
export function limitRequest(clock: Clock, signal: AbortSignal, limitMs: number): RequestLimit {
  const controller = new AbortController();
  let fault: RequestFault | null = null;
  const end = (reason: RequestFault): void => {
    fault ??= reason;
    controller.abort();
  };
  const onAbort = (): void => end(abortedFault());
  const cancel = clock.after(limitMs, () =>
    end(requestFault('disconnected', `no complete answer within ${Math.round(limitMs / 1000)} s`)),
  );
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    fault: () => fault,
    release: () => {
      cancel();
      signal.removeEventListener('abort', onAbort);
      controller.abort();
    },
  };
}

/** The fault of a request that its caller gave up. */
export function abortedFault(): RequestFault {
  return requestFault('unreachable', 'the request was given up');
}
