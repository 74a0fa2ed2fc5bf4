import type { Key } from 'ink';

/** One key, or one held down that arrived several times at once. */
export interface Press {
  readonly name: string;
  readonly times: number;
}

const NAMED: readonly (readonly [keyof Key, string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
];

/** The name of what ink reports; null for what is no key here (text of several characters, other control keys). */
export function pressOf(input: string, key: Key): Press | null {
  const named = NAMED.find(([field]) => key[field] === true);
  if (named !== undefined) return { name: named[1], times: 1 };
  if (key.ctrl) return input === 'c' ? { name: 'ctrl+c', times: 1 } : null;
  if (key.meta || input === '') return null;
  if (input === '\n') return { name: 'enter', times: 1 };
  const [first = '', ...others] = input;
  if (others.some((other) => other !== first)) return null;
  return { name: first === ' ' ? 'space' : first, times: others.length + 1 };
}
