import { useSyncExternalStore } from 'react';
import type { RunFeed, Snapshot } from '../run-feed.ts';

/** The newest snapshot of the run; draws anew with each. */
export function useRun(feed: RunFeed): Snapshot {
  return useSyncExternalStore(feed.subscribe, feed.snapshot);
}
