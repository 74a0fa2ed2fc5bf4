import { useCallback, useLayoutEffect, useRef } from 'react';
import type { Clock } from '../../engine/domain/clock.ts';

/** Tells for how many ms a thing has been on the screen without a break; `id` is the one that is drawn now. */
export function useShownFor(id: string | null, clock: Clock): (id: string) => number {
  const drawn = useRef<{ readonly id: string; readonly since: number } | null>(null);
  useLayoutEffect(() => {
    drawn.current = id === null ? null : { id, since: clock.now() };
  }, [id, clock]);
  return useCallback(
    (asked) => (drawn.current?.id === asked ? clock.now() - drawn.current.since : 0),
    [clock],
  );
}
