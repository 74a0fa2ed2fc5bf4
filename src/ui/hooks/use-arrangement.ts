import { useRef } from 'react';
import type { RunHandle } from '../../engine/domain/run-handle.ts';
import type { Arrangement, Size } from '../arrange.ts';
import { arrange } from '../arrange.ts';
import type { Snapshot } from '../run-feed.ts';
import type { ScreenSet } from '../screen-set.ts';
import type { UiState } from '../ui-state.ts';

/** Arranges the screens for a view of the run. The same view of the same snapshot is arranged once. */
export function useArrangement(
  screens: ScreenSet,
  handle: RunHandle,
  { width, height }: Size,
): (snapshot: Snapshot, ui: UiState) => Arrangement {
  const last = useRef<{ readonly made: Arrangement; readonly of: readonly unknown[] } | null>(null);
  return (snapshot, ui) => {
    const of = [screens, handle, width, height, snapshot, ui];
    const known = last.current;
    if (known !== null && of.every((part, index) => part === known.of[index])) return known.made;
    const scene = {
      ...snapshot,
      worker: (id: string) => handle.worker(id),
      log: (id: string) => handle.log(id),
      keys: screens.keys,
    };
    const made = arrange(screens, scene, ui, { width, height });
    last.current = { made, of };
    return made;
  };
}
