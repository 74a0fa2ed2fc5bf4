import type { Chance } from '../../src/simulator/seeded.ts';
import type { ScreenView } from './screen-view.ts';

/** A key, and how its effect is told from all else that moves on a screen. */
export interface KeyPress {
  readonly name: 'j' | 'k' | 'Enter' | 'Esc' | '?';
  readonly data: string;
  readonly isDone: (view: ScreenView) => boolean;
}

/** One of the keys that do something on this screen, whose workers are numbered from 1 to `workers`. */
export function chooseKey(view: ScreenView, workers: number, chance: Chance): KeyPress | null {
  const { screen, selected } = view;
  switch (screen) {
    case 'none':
      return null;
    case 'detail':
    case 'help':
      // As most terminals send it: alone, so that a program must wait for what might follow.
      return { name: 'Esc', data: '\u001b', isDone: (now) => now.screen === 'dashboard' };
    case 'dashboard': {
      if (selected === null) return null;
      const keys: KeyPress[] = [
        { name: '?', data: '?', isDone: (now) => now.screen === 'help' },
        { name: 'Enter', data: '\r', isDone: (now) => now.screen === 'detail' && now.selected === selected },
      ];
      const move = (name: 'j' | 'k', to: number): KeyPress => ({
        name,
        data: name,
        isDone: (now) => now.screen === 'dashboard' && now.selected === to,
      });
      const moves: KeyPress[] = [];
      if (selected < workers) moves.push(move('j', selected + 1));
      if (selected > 1) moves.push(move('k', selected - 1));
      // A person moves more often than they open something.
      return chance.pick(chance.flip(0.7) ? moves : keys);
    }
  }
}
