import { sleep, type Clock } from '../domain/clock.ts';
import { err, type Result } from '../domain/result.ts';
import type { ModelAnswer, ModelRequest, Provider, RequestFault } from './provider.ts';
import { abortedFault } from './request-limit.ts';
import { repeatDelay, type RetryPolicy } from './retry-policy.ts';

export interface RepeatOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly policy: RetryPolicy;
  readonly onText: (text: string) => void;
  /** Called before each wait, so that every repeat is seen. */
  readonly onDelay: (fault: RequestFault, delayMs: number) => void;
  /** Called before a repeat when part of the last answer was passed to `onText`: forget it, the text starts anew. */
  readonly onRestart: () => void;
  /** From 0 (included) to 1 (excluded), for the jitter. */
  readonly random?: () => number;
}

/**
 * One request, made again where its fault may pass: after the server's delay or after a backoff, within the policy's
 * counts and total time. Returns the last fault when that is used up; ends at once when `signal` aborts.
 */
export async function requestWithRepeats(
  provider: Provider,
  request: ModelRequest,
  options: RepeatOptions,
): Promise<Result<ModelAnswer, RequestFault>> {
  const { clock, signal, policy, onText, onDelay, onRestart, random = Math.random } = options;
  const deadline = clock.now() + policy.maxTotalMs;
  for (let repeat = 0; ; repeat += 1) {
    if (signal.aborted) return err(abortedFault());
    let partial = false;
    const result = await provider.complete(
      request,
      (text) => {
        partial ||= text !== '';
        onText(text);
      },
      signal,
    );
    if (result.ok || signal.aborted) return result;
    if (repeat >= policy.repeats[result.error.kind]) return result;
    const delayMs = repeatDelay(policy, repeat, result.error.retryAfterMs, random);
    if (clock.now() + delayMs > deadline) return result;
    onDelay(result.error, delayMs);
    if (!(await sleep(clock, delayMs, signal))) return err(abortedFault());
    if (partial) onRestart();
  }
}
