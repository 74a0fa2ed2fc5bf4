import type { ProviderName } from './provider-name.ts';

/** What is known of a worker before it runs. */
export interface WorkerFacts {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly hash: string;
  readonly deliverables: readonly string[];
  readonly checks: number;
  readonly route: ProviderName;
  /** Workers that must be accepted before, and why. */
  readonly after: readonly { readonly worker: string; readonly because: string }[];
}
