import type { KeyEffect } from '../key-effect.ts';
import type { KeyGroup, KeySection, KeyText } from './binding.ts';

const UP: KeyText = { action: 'up', keys: ['up', 'k'], help: 'up', repeats: true };
const DOWN: KeyText = { action: 'down', keys: ['down', 'j'], help: 'down', repeats: true };
const PAGE_UP: KeyText = { action: 'page-up', keys: ['pageup'], help: 'page up', repeats: true };
export const PAGE_DOWN: KeyText = {
  action: 'page-down',
  keys: ['pagedown'],
  help: 'page down',
  repeats: true,
};
const FIRST: KeyText = { action: 'first', keys: ['g', 'home'], help: 'first' };
const LAST: KeyText = { action: 'last', keys: ['G', 'end'], help: 'last' };
export const OPEN: KeyText = { action: 'open', keys: ['enter'], help: 'open the selected worker' };
export const BACK: KeyText = { action: 'back', keys: ['escape'], help: 'back' };

/** The keys that mean the same wherever they do something. */
export const MOVING: KeySection = {
  title: 'Moving',
  keys: [UP, DOWN, PAGE_UP, PAGE_DOWN, FIRST, LAST, OPEN, BACK],
};

/** What the moving keys move. */
export interface Movement<Context> {
  /** `by` is negative upwards, and infinite to an end. */
  readonly lines: (context: Context, by: number) => KeyEffect;
  readonly pages: (context: Context, by: number) => KeyEffect;
}

/** What a screen adds to the help's words on the page keys, where they do not move what the arrows move. */
interface PageWords {
  readonly up: string;
  readonly down: string;
}

/** The keys that move by lines, by pages and to the ends. */
export function moving<Context>(move: Movement<Context>, words?: PageWords): KeyGroup<Context> {
  return {
    title: MOVING.title,
    keys: [
      { ...UP, press: (context, times) => move.lines(context, -times) },
      { ...DOWN, press: (context, times) => move.lines(context, times) },
      {
        ...PAGE_UP,
        ...(words && { help: words.up }),
        press: (context, times) => move.pages(context, -times),
      },
      {
        ...PAGE_DOWN,
        ...(words && { help: words.down }),
        press: (context, times) => move.pages(context, times),
      },
      { ...FIRST, press: (context) => move.lines(context, -Infinity) },
      { ...LAST, press: (context) => move.lines(context, Infinity) },
    ],
  };
}
