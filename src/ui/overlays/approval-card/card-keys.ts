import type { RunState } from '../../../engine/domain/state.ts';
import type { Binding, KeyGroup } from '../../keys/binding.ts';
import type { KeyEffect } from '../../key-effect.ts';
import { ask, clamp, refuse, show } from '../../key-effect.ts';
import type { UiState } from '../../ui-state.ts';
import { cardApprovals } from './waiting.ts';

/** What a card's keys act on. */
export interface CardKeyContext {
  readonly ui: UiState;
  readonly run: RunState;
  /** Id of the approval on the card. */
  readonly approval: string;
  /** Of the operation that the card shows. */
  readonly hash: string;
  readonly lastScroll: number;
  /** Whether the card has been on the screen long enough to be read. */
  readonly ready: boolean;
}

function answer({ ui, approval, hash, ready }: CardKeyContext, type: 'approve' | 'deny'): KeyEffect {
  return ready
    ? ask(ui, { type, id: approval, hash, by: 'key' })
    : refuse(ui, 'This command has only just appeared: read it, then press again.');
}

function next({ ui, run, approval }: CardKeyContext): KeyEffect {
  const waiting = cardApprovals(run);
  const index = waiting.findIndex((one) => one.id === approval);
  const chosen = waiting[(index + 1) % Math.max(1, waiting.length)];
  return show(chosen === undefined ? ui : { ...ui, card: { chosen: chosen.id, scroll: 0 } });
}

function scroll({ ui, lastScroll }: CardKeyContext, by: number): KeyEffect {
  return show({ ...ui, card: { ...ui.card, scroll: clamp(ui.card.scroll + by, lastScroll) } });
}

export const APPROVE: Binding<CardKeyContext> = {
  action: 'approve',
  keys: ['y'],
  help: 'approve the command on the card',
  press: (context) => answer(context, 'approve'),
};
export const DENY: Binding<CardKeyContext> = {
  action: 'deny',
  keys: ['n'],
  help: 'deny it',
  press: (context) => answer(context, 'deny'),
};
export const NEXT: Binding<CardKeyContext> = {
  action: 'next-approval',
  keys: ['tab'],
  help: 'next approval',
  press: next,
};
export const COMMAND_UP: Binding<CardKeyContext> = {
  action: 'command-up',
  keys: ['left', '['],
  help: 'scroll the command up',
  repeats: true,
  press: (context, times) => scroll(context, -times),
};
export const COMMAND_DOWN: Binding<CardKeyContext> = {
  action: 'command-down',
  keys: ['right', ']'],
  help: 'scroll it down',
  repeats: true,
  press: (context, times) => scroll(context, times),
};

/** The keys of the card. They come before those of the screen that it lies on. */
export const CARD_KEYS: KeyGroup<CardKeyContext> = {
  title: 'While a command waits for approval',
  keys: [APPROVE, DENY, NEXT, COMMAND_UP, COMMAND_DOWN],
};
