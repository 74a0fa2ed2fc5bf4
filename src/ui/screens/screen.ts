import type { ComponentType, ReactElement } from 'react';
import { createElement } from 'react';
import type { RunState } from '../../engine/domain/state.ts';
import type { BoundKey, KeyGroup, KeySection, KeyText } from '../keys/binding.ts';
import { bind } from '../keys/binding.ts';
import type { KeyEffect } from '../key-effect.ts';
import { show } from '../key-effect.ts';
import type { Line } from '../line.ts';
import type { Area, Scene } from '../scene.ts';
import { replaceTop } from '../stack.ts';
import type { ScreenEntry, UiState } from '../ui-state.ts';

/** What every screen's selector says beside what is drawn. */
export interface ScreenView {
  /** Where a scrolled text stands, `1-18 of 80`, before the keys of the bottom line; null where all is in sight. */
  readonly position: string | null;
  /** What the bottom line says in place of the keys; null for the keys. */
  readonly closing: Line | null;
}

/** What a screen's keys act on: the view, and what the screen shows of it at this moment. */
export interface KeyContext<State, View> {
  readonly ui: UiState;
  readonly scene: Scene;
  readonly state: State;
  readonly view: View;
  /** The same screen in another state. */
  readonly become: (state: State) => KeyEffect;
}

/** An action and the word for it in the bottom line. */
export type Hint = readonly [action: string, word: string];

/** All there is to say of a screen. `State` is plain data. */
export interface ScreenSpec<State, View extends ScreenView> {
  readonly name: string;
  /** For a screen that lies at the bottom: while the run is like this. */
  readonly home?: { readonly when: (run: RunState) => boolean; readonly state: State };
  /** For a screen that a key of its own opens from everywhere, and closes. */
  readonly opener?: KeyText & { readonly state: State };
  /** Whether no approval is asked for while this screen is in sight. */
  readonly alone?: true;
  readonly keys: readonly KeyGroup<KeyContext<State, View>>[];
  /** The keys in the bottom line, the most telling ones first: its own, and those that hold everywhere. */
  readonly hints: readonly Hint[];
  /** The worker that the keys about the run are for; without it, the one of the screen below. */
  readonly worker?: (state: State, ui: UiState, run: RunState) => string | undefined;
  /** What is drawn of the run and the view in this place. Pure. */
  readonly select: (scene: Scene, ui: UiState, state: State, place: Area) => View;
  readonly Draw: ComponentType<{ readonly view: View }>;
}

/** A screen as it stands in one place: what is drawn and what its keys do. */
export interface ShownScreen extends ScreenView {
  /** What its keys do to the view. */
  readonly keys: (ui: UiState) => readonly BoundKey[];
  readonly element: ReactElement;
}

/** A screen as the registry and everything around it know it: by entries of the stack, never by its own types. */
export interface RegisteredScreen {
  readonly name: string;
  readonly home: { readonly when: (run: RunState) => boolean; readonly entry: ScreenEntry } | null;
  readonly opener: (KeyText & { readonly entry: ScreenEntry }) | null;
  readonly alone: boolean;
  readonly sections: readonly KeySection[];
  readonly hints: readonly Hint[];
  readonly worker: (entry: ScreenEntry, ui: UiState, run: RunState) => string | undefined;
  readonly show: (entry: ScreenEntry, scene: Scene, ui: UiState, place: Area) => ShownScreen;
}

/** A screen with the way to make its entries, for those who open it. */
export interface Screen<State> extends RegisteredScreen {
  readonly entry: (state: State) => ScreenEntry;
}

/** Makes a screen of its description. */
export function defineScreen<State, View extends ScreenView>(spec: ScreenSpec<State, View>): Screen<State> {
  const entry = (state: State): ScreenEntry => ({ name: spec.name, state });
  // Entries of this name are made by `entry` alone, so their state is of this type.
  const stateOf = (of: ScreenEntry): State => of.state as State;
  const { home, opener, Draw } = spec;
  return {
    name: spec.name,
    home: home === undefined ? null : { when: home.when, entry: entry(home.state) },
    opener: opener === undefined ? null : { ...opener, entry: entry(opener.state) },
    alone: spec.alone ?? false,
    sections: spec.keys,
    hints: spec.hints,
    entry,
    worker: (of, ui, run) => spec.worker?.(stateOf(of), ui, run),
    show(of, scene, ui, place) {
      const state = stateOf(of);
      const view = spec.select(scene, ui, state, place);
      const keys = spec.keys.flatMap((group) => group.keys);
      return {
        position: view.position,
        closing: view.closing,
        keys(now) {
          const become = (next: State): KeyEffect => show(replaceTop(now, entry(next)));
          return bind(keys, { ui: now, scene, state, view, become });
        },
        element: createElement(Draw, { key: spec.name, view }),
      };
    },
  };
}
