import type { KeyEffect } from '../key-effect.ts';
import type { Press } from './press.ts';

/** A key as the help and the bottom line tell of it. */
export interface KeyText {
  /** What the key is for, in a word: how the bottom line and other texts name it. */
  readonly action: string;
  readonly keys: readonly string[];
  /** What the help says; null for a second way to do what is listed already. */
  readonly help: string | null;
  /** Whether keys held down, which arrive together over a slow line, count one by one. */
  readonly repeats?: true;
}

/** A key with what it does where `Context` is what is on the screen. Pure: what it wants done is in its effect. */
export interface Binding<Context> extends KeyText {
  /** `times` is more than 1 only where the key repeats. */
  readonly press: (context: Context, times: number) => KeyEffect;
}

/** Keys under one title of the help. Groups of the same title become one there. */
export interface KeySection {
  readonly title: string;
  readonly keys: readonly KeyText[];
}

/** A section whose keys do something. */
export interface KeyGroup<Context> extends KeySection {
  readonly keys: readonly Binding<Context>[];
}

/** A key with what it does here and now. */
export interface BoundKey extends KeyText {
  readonly press: (times: number) => KeyEffect;
}

/** The keys as they are where the context is this one. */
export function bind<Context>(keys: readonly Binding<Context>[], context: Context): readonly BoundKey[] {
  return keys.map((key) => ({ ...key, press: (times) => key.press(context, times) }));
}

/** The first of `keys` that a press means; null where it means none, or came several times and must not repeat. */
export function findKey<Kind extends KeyText>(press: Press, keys: readonly Kind[]): Kind | null {
  const found = keys.find((key) => key.keys.includes(press.name));
  return found === undefined || (press.times > 1 && found.repeats !== true) ? null : found;
}

const SHOWN: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  escape: 'Esc',
  tab: 'Tab',
  space: 'Space',
  'ctrl+c': 'Ctrl+C',
};

/** A key's name as it is shown to a person. */
export const shownKey = (name: string): string => SHOWN[name] ?? name;

/** The first of an action's keys, as it is shown to a person. */
export const keyOf = (text: KeyText): string => shownKey(text.keys[0] ?? '');
