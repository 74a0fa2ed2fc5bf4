import { useCallback, useLayoutEffect, useRef } from 'react';
import type { Clock } from '../../engine/clock.ts';

/** Tells for how many ms the thing with this id has been on the screen without a break; 0 where there is none. */
export function useShownFor(id: string | null, clock: Clock): () => number {
  const shown = useRef<{ readonly id: string; readonly at: number } | null>(null);
  useLayoutEffect(() => {
    shown.current = id === null ? null : { id, at: clock.now() };
  }, [id, clock]);
  return useCallback(() => {
    const { current } = shown;
    return current === null || current.id !== id ? 0 : clock.now() - current.at;
  }, [id, clock]);
}
