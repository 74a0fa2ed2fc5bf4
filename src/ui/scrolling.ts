import type { KeyGroup } from './keys/binding.ts';
import { moving } from './keys/moving.ts';
import type { KeyEffect } from './key-effect.ts';
import { clamp } from './key-effect.ts';
import type { Block, Line } from './line.ts';
import type { KeyContext, ScreenView } from './screens/screen.ts';

/** The part of a screen's state that says where a text longer than its place stands. */
export interface Scroll {
  /** Lines above the first one in sight. */
  readonly scroll: number;
}

/** The lines of a text that are in sight. */
export interface Scrolled extends Block {
  readonly scroll: number;
  readonly lastScroll: number;
}

/** A screen that is one text. */
export interface ScrolledView extends ScreenView, Scrolled {}

type Size = Pick<Block, 'width' | 'height'>;

/** A text in a place of this size from its line `scroll` on, as far as there are lines. */
export function scrolled(
  text: readonly Line[],
  { scroll: wanted }: Scroll,
  { width, height }: Size,
): Scrolled {
  const lastScroll = Math.max(0, text.length - height);
  const scroll = Math.min(wanted, lastScroll);
  return { lines: text.slice(scroll, scroll + height), width, height, scroll, lastScroll };
}

/** A screen of one text, with its place in the bottom line. */
export function scrolledView(text: readonly Line[], state: Scroll, size: Size): ScrolledView {
  const view = scrolled(text, state, size);
  const last = view.scroll + view.lines.length;
  const position = view.lastScroll > 0 ? `${view.scroll + 1}-${last} of ${text.length}` : null;
  return { ...view, position, closing: null };
}

/** Lines that a page key moves by: two stay in sight. */
export const pageOf = (height: number): number => Math.max(1, height - 2);

/** The screen scrolled by some lines, within its text. */
export function scrollBy<State extends Scroll>(
  { state, view, become }: Pick<KeyContext<State, Scrolled>, 'state' | 'view' | 'become'>,
  by: number,
): KeyEffect {
  return become({ ...state, scroll: clamp(view.scroll + by, view.lastScroll) });
}

/** The moving keys of a screen that is one text. */
export function scrollingKeys<State extends Scroll>(): KeyGroup<KeyContext<State, ScrolledView>> {
  return moving({
    lines: (context, by) => scrollBy(context, by),
    pages: (context, by) => scrollBy(context, by * pageOf(context.view.height)),
  });
}
