import { useCallback, useRef } from 'react';
import { useApp } from 'ink';
import type { Clock } from '../../engine/domain/clock.ts';

/** Milliseconds between two frames that keys ask for: a key held down over a slow line must not flood it. */
const KEY_FRAME_MS = 50;

/** Draws what a key has changed without waiting for the next frame, which may have to come after one just drawn. */
export function useDrawNow(clock: Clock): () => void {
  const { waitUntilRenderFlush } = useApp();
  const last = useRef(-Infinity);
  return useCallback(() => {
    const now = clock.now();
    if (now - last.current < KEY_FRAME_MS) return;
    last.current = now;
    // What fails to be drawn ends the screen, and is told there.
    waitUntilRenderFlush().catch(() => {});
  }, [clock, waitUntilRenderFlush]);
}
