import { span } from '../../line.ts';
import type { Block, Line } from '../../line.ts';
import { STOP } from '../../keys/run-keys.ts';
import { keyOf } from '../../keys/binding.ts';
import type { Area, Scene } from '../../scene.ts';
import { pageOf } from '../../scrolling.ts';
import { outcomeLine } from '../../selectors/outcome.ts';
import { workerTable } from '../../selectors/worker-table.ts';
import type { UiState } from '../../ui-state.ts';
import type { ScreenView } from '../screen.ts';
import { selectedId } from '../worker-list.ts';
import { dashboardLayoutFor } from './dashboard-layout.ts';
import { logPane } from './log-pane.ts';

export interface DashboardView extends ScreenView {
  readonly table: Block;
  /** Null where there is no room for it, or no worker. */
  readonly log: Block | null;
  /** Workers that a page key moves by. */
  readonly page: number;
}

/** How the run ended and the key that closes the screen; null while it goes on. */
function closingOf(scene: Scene): Line | null {
  const outcome = outcomeLine(scene.run);
  return outcome === null ? null : [...outcome, span(`  ${keyOf(STOP)} close`, 'dim')];
}

/** The workers in sight and the end of the selected one's log. */
export function selectDashboard(scene: Scene, ui: UiState, place: Area): DashboardView {
  const layout = dashboardLayoutFor(place.height, place.crowded);
  const id = selectedId(ui, scene.run);
  return {
    table: workerTable(scene, ui, place.width, layout.table),
    log: id === undefined || layout.log < 2 ? null : logPane(id, scene.log(id), place.width, layout.log),
    page: pageOf(layout.table),
    position: null,
    closing: closingOf(scene),
  };
}
