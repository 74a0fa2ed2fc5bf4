import { useRef } from 'react';
import type { RunHandle } from '../../engine/domain/run-handle.ts';
import type { Arrangement, Size } from '../arrange.ts';
import { arrange } from '../arrange.ts';
import type { Snapshot } from '../run-feed.ts';
import type { Scene } from '../scene.ts';
import type { ScreenSet } from '../screen-set.ts';
import type { UiState } from '../ui-state.ts';

/**
 * The scene of a snapshot. Its functions are made here and not in the hook: all functions made in one call share that
 * call's variables, so there each scene would hold the arrangement before it, and with it every one since the start.
 */
function sceneOf(handle: RunHandle, screens: ScreenSet, snapshot: Snapshot): Scene {
  return {
    ...snapshot,
    worker: (id) => handle.worker(id),
    log: (id) => handle.log(id),
    keys: screens.keys,
  };
}

const isSame = (left: readonly unknown[], right: readonly unknown[]): boolean =>
  left.every((part, index) => part === right[index]);

/** Arranges the screens for a view of the run. The same view of the same snapshot is arranged once. */
export function useArrangement(
  screens: ScreenSet,
  handle: RunHandle,
  { width, height }: Size,
): (snapshot: Snapshot, ui: UiState) => Arrangement {
  const last = useRef<{ readonly made: Arrangement; readonly of: readonly unknown[] } | null>(null);
  return (snapshot, ui) => {
    const of = [screens, handle, width, height, snapshot, ui];
    if (last.current !== null && isSame(of, last.current.of)) return last.current.made;
    const made = arrange(screens, sceneOf(handle, screens, snapshot), ui, { width, height });
    last.current = { made, of };
    return made;
  };
}
