import type { ProviderFault } from '../domain/failure.ts';

/** How often and after how long a refused or dropped request is made again. Plain data. */
export interface RetryPolicy {
  /** Repeats after each kind of fault, at most. Zero: the fault is final. */
  readonly repeats: Readonly<Record<ProviderFault, number>>;
  /** Backoff in ms where the server asks for nothing: random between 0 and `base` doubled with every repeat. */
  readonly baseDelayMs: number;
  /** The longest own backoff in ms; what the server asks for may be longer. */
  readonly maxDelayMs: number;
  /** No repeat starts later than this many ms after the first request started. */
  readonly maxTotalMs: number;
}

/**
 * A wrong key and a wrong request stay wrong. A server that is not there may come back, but seldom does. Full jitter,
 * after "Exponential Backoff And Jitter" (AWS Architecture Blog): 50 workers must not come back at one moment.
 */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  repeats: { auth: 0, 'bad-request': 0, unreachable: 2, disconnected: 5, overloaded: 6, 'rate-limit': 10 },
  baseDelayMs: 1_000,
  maxDelayMs: 60_000,
  maxTotalMs: 15 * 60_000,
};

/**
 * Ms to wait before the next repeat. The server's wish is a lower bound, with a little jitter on top.
 * @param repeat counts from 0
 * @param random from 0 (included) to 1 (excluded)
 */
export function repeatDelay(
  policy: RetryPolicy,
  repeat: number,
  retryAfterMs: number | null,
  random: () => number,
): number {
  if (retryAfterMs !== null) return Math.ceil(retryAfterMs + random() * policy.baseDelayMs);
  return Math.ceil(random() * Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** repeat));
}
