import type { Provider } from './provider.ts';
import type { RateLimit } from './rate-limit.ts';

/** A provider that is set up, with the model it is asked for and its place in the queue of requests. */
export interface ReadyProvider {
  readonly provider: Provider;
  readonly model: string;
  readonly rate: RateLimit;
}
