import type { RunState } from '../engine/domain/state.ts';
import { commandLines } from './overlays/approval-card/card-lines.ts';
import type { CardView } from './overlays/approval-card/card-view.ts';
import { cardView, commandWidth } from './overlays/approval-card/card-view.ts';
import { shownApproval } from './overlays/approval-card/waiting.ts';
import type { Scene } from './scene.ts';
import type { ScreenSet } from './screen-set.ts';
import type { RegisteredScreen, ShownScreen } from './screens/screen.ts';
import type { Layout } from './selectors/layout.ts';
import { SMALLEST, layoutFor } from './selectors/layout.ts';
import type { UiState } from './ui-state.ts';

/** The terminal's size in cells. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is on the terminal: the screen in sight, with the card that lies on it. */
export interface Sight {
  readonly layout: Layout;
  readonly screen: RegisteredScreen;
  readonly shown: ShownScreen;
  readonly card: CardView | null;
}

/** Everything that follows from the run, the view and the terminal's size, before anything is drawn. */
export interface Arrangement {
  /** The view, with the screen at the bottom of its stack that the run wants there. */
  readonly ui: UiState;
  readonly scene: Scene;
  readonly screens: ScreenSet;
  /** Id of the worker that the keys about the run are for. */
  readonly worker: string | undefined;
  /** Null where the terminal is too small for anything. */
  readonly sight: Sight | null;
}

/** The worker that the uppermost screen with one is about. */
function workerOf(screens: ScreenSet, ui: UiState, run: RunState): string | undefined {
  for (const entry of ui.stack.toReversed()) {
    const worker = screens.of(entry).worker(entry, ui, run);
    if (worker !== undefined) return worker;
  }
  return undefined;
}

function sightOf(screens: ScreenSet, scene: Scene, ui: UiState, size: Size): Sight | null {
  const { width, height } = size;
  const top = ui.stack.at(-1);
  if (top === undefined || width < SMALLEST.columns || height < SMALLEST.rows) return null;
  const screen = screens.of(top);
  const waiting = screen.alone ? null : shownApproval(scene.run, ui.card.chosen);
  const command = waiting === null ? [] : commandLines(waiting.approval.command, commandWidth(width));
  const layout = layoutFor(height, waiting === null ? null : command.length);
  return {
    layout,
    screen,
    shown: screen.show(top, scene, ui, { width, height: layout.body, crowded: waiting !== null }),
    card: waiting === null ? null : cardView(waiting, command, ui, layout, scene.now, width),
  };
}

/** Arranges the screens for a moment of the run. Pure. */
export function arrange(screens: ScreenSet, scene: Scene, view: UiState, size: Size): Arrangement {
  const ui = screens.settle(view, scene.run);
  return {
    ui,
    scene,
    screens,
    worker: workerOf(screens, ui, scene.run),
    sight: sightOf(screens, scene, ui, size),
  };
}
