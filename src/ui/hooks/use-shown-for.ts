import { useCallback, useLayoutEffect, useRef } from 'react';
import type { Clock } from '../../engine/domain/clock.ts';

/** Tells for how many ms the thing with this id has been on the screen without a break; 0 where there is none. */
export function useShownFor(id: string | null, clock: Clock): () => number {
  const since = useRef<number | null>(null);
  useLayoutEffect(() => {
    since.current = id === null ? null : clock.now();
  }, [id, clock]);
  return useCallback(() => (since.current === null ? 0 : clock.now() - since.current), [clock]);
}
