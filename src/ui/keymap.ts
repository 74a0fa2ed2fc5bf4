import type { Key } from 'ink';

/** What a key can ask for. */
export type Action =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'open'
  | 'back'
  | 'help'
  | 'pause'
  | 'retry'
  | 'escalate'
  | 'waive'
  | 'stop'
  | 'interrupt'
  | 'approve'
  | 'deny'
  | 'next-approval'
  | 'command-up'
  | 'command-down'
  | 'gate-approve'
  | 'gate-reject'
  | 'gate-rework'
  | 'mark'
  | 'yes'
  | 'no';

/** Where a binding holds. */
export type Scope = 'move' | 'run' | 'approval' | 'gate' | 'confirm' | 'always';

export interface Binding {
  readonly action: Action;
  readonly scope: Scope;
  readonly keys: readonly string[];
  readonly help: string;
  /** Whether keys held down, which arrive together over a slow line, count one by one. */
  readonly repeats?: true;
}

/** Every key of the screen: what is pressed is looked up here, and the help lists nothing else. */
export const KEYMAP: readonly Binding[] = [
  { action: 'up', scope: 'move', keys: ['up', 'k'], help: 'up', repeats: true },
  { action: 'down', scope: 'move', keys: ['down', 'j'], help: 'down', repeats: true },
  {
    action: 'page-up',
    scope: 'move',
    keys: ['pageup'],
    help: 'page up; at the gate, in the evidence',
    repeats: true,
  },
  { action: 'page-down', scope: 'move', keys: ['pagedown'], help: 'page down; the same', repeats: true },
  { action: 'first', scope: 'move', keys: ['g', 'home'], help: 'first' },
  { action: 'last', scope: 'move', keys: ['G', 'end'], help: 'last' },
  { action: 'open', scope: 'move', keys: ['enter'], help: 'open the selected worker' },
  { action: 'back', scope: 'move', keys: ['escape'], help: 'back' },
  { action: 'approve', scope: 'approval', keys: ['y'], help: 'approve the command on the card' },
  { action: 'deny', scope: 'approval', keys: ['n'], help: 'deny it' },
  { action: 'next-approval', scope: 'approval', keys: ['tab'], help: 'next approval' },
  {
    action: 'command-up',
    scope: 'approval',
    keys: ['left', '['],
    help: 'scroll the command up',
    repeats: true,
  },
  { action: 'command-down', scope: 'approval', keys: ['right', ']'], help: 'scroll it down', repeats: true },
  { action: 'gate-approve', scope: 'gate', keys: ['a'], help: 'approve the phase: merge it' },
  { action: 'gate-reject', scope: 'gate', keys: ['r'], help: 'reject the phase' },
  { action: 'mark', scope: 'gate', keys: ['space'], help: 'mark a worker' },
  { action: 'gate-rework', scope: 'gate', keys: ['w'], help: 'send the marked workers back' },
  { action: 'pause', scope: 'run', keys: ['p'], help: 'pause, go on' },
  {
    action: 'retry',
    scope: 'run',
    keys: ['R'],
    help: 'retry the selected worker: escalated, failed or lacking something',
  },
  { action: 'escalate', scope: 'run', keys: ['E'], help: 'escalate the selected running worker' },
  { action: 'waive', scope: 'run', keys: ['W'], help: 'waive a check of the selected worker, with a reason' },
  { action: 'stop', scope: 'run', keys: ['q'], help: 'stop (resumable)' },
  { action: 'help', scope: 'run', keys: ['?'], help: 'these keys' },
  { action: 'yes', scope: 'confirm', keys: ['y'], help: 'yes' },
  { action: 'no', scope: 'confirm', keys: ['n', 'escape'], help: 'no' },
  { action: 'interrupt', scope: 'always', keys: ['ctrl+c'], help: 'stop at once (resumable)' },
];

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

/** What a key does where `scopes` hold, the first one first; how often, when it repeats. */
export function bindingOf(press: Press, scopes: readonly Scope[]): Binding | null {
  for (const scope of scopes) {
    const found = KEYMAP.find((binding) => binding.scope === scope && binding.keys.includes(press.name));
    if (found !== undefined) return press.times > 1 && found.repeats !== true ? null : found;
  }
  return null;
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

/** A key as it is shown to a person. */
export const shownKey = (name: string): string => SHOWN[name] ?? name;

/** The first key of an action, as it is shown to a person. */
export function keyFor(action: Action): string {
  return shownKey(KEYMAP.find((binding) => binding.action === action)?.keys[0] ?? '');
}
