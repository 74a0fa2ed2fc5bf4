import type { RunState, WorkerState } from '../../engine/domain/state.ts';
import type { Binding } from '../keys/binding.ts';
import { OPEN } from '../keys/moving.ts';
import type { KeyEffect } from '../key-effect.ts';
import { clamp, show } from '../key-effect.ts';
import type { Scene } from '../scene.ts';
import { push } from '../stack.ts';
import type { UiState } from '../ui-state.ts';
import { worker as workerScreen } from './worker/worker.ts';

/** What the keys of a list of workers act on. */
interface ListContext {
  readonly ui: UiState;
  readonly scene: Scene;
}

/** Id of the selected worker; undefined in a run without workers. */
export const selectedId = (ui: UiState, run: RunState): string | undefined => run.order[ui.selected];

/** The selected worker. */
export function selectedWorker({ ui, scene }: ListContext): WorkerState | undefined {
  const id = selectedId(ui, scene.run);
  return id === undefined ? undefined : scene.worker(id);
}

/** The selection moved by some workers, within the list. */
export function selectBy({ ui, scene }: ListContext, by: number): KeyEffect {
  return show({ ...ui, selected: clamp(ui.selected + by, scene.run.order.length - 1) });
}

/** The key that opens the selected worker. */
export function openKey<Context extends ListContext>(): Binding<Context> {
  return {
    ...OPEN,
    press(context) {
      const selected = selectedWorker(context);
      return show(
        selected === undefined
          ? context.ui
          : push(context.ui, workerScreen.entry({ worker: selected.facts.id, scroll: 0 })),
      );
    },
  };
}
