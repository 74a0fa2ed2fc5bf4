import { describe, expect, it } from 'vitest';
import type { KeyText } from '../../../src/ui/keys/binding.ts';
import { findKey } from '../../../src/ui/keys/binding.ts';
import { BACK, MOVING } from '../../../src/ui/keys/moving.ts';
import { ALWAYS, RUN_KEYS } from '../../../src/ui/keys/run-keys.ts';
import { CARD_KEYS } from '../../../src/ui/overlays/approval-card/card-keys.ts';
import { CONFIRM } from '../../../src/ui/overlays/prompt/answer-prompt.ts';
import { SCREENS } from '../../../src/ui/screens/registry.ts';

/** Keys that mean more than one thing among these. A second way to do what is listed may hide another key. */
function ambiguous(keys: readonly KeyText[]): readonly string[] {
  const meanings = new Map<string, string>();
  const twice: string[] = [];
  for (const { action, keys: names } of keys.filter((key) => key.help !== null)) {
    for (const name of names) {
      if ((meanings.get(name) ?? action) !== action) twice.push(name);
      meanings.set(name, action);
    }
  }
  return twice;
}

const openers = SCREENS.flatMap(({ opener }) => (opener === null ? [] : [opener]));
const everywhere = [...CARD_KEYS.keys, BACK, ...openers, ...RUN_KEYS.keys, ...ALWAYS.keys];

describe('the keys', () => {
  it.each(SCREENS.map((screen) => [screen.name, screen] as const))(
    'have one meaning each on the screen %s, with a card on it',
    (_name, screen) => {
      expect(ambiguous([...everywhere, ...screen.sections.flatMap(({ keys }) => keys)])).toEqual([]);
    },
  );

  it('have one meaning each while the bottom line asks', () => {
    expect(ambiguous([...CONFIRM.keys, ...ALWAYS.keys])).toEqual([]);
  });

  it.each(SCREENS.map((screen) => [screen.name, screen] as const))(
    'are there for every hint of the screen %s',
    (_name, screen) => {
      const actions = [...everywhere, ...screen.sections.flatMap(({ keys }) => keys)].map(
        (key) => key.action,
      );
      for (const [action] of screen.hints) expect(actions).toContain(action);
    },
  );
});

describe('findKey', () => {
  it('repeats only what moves', () => {
    expect(findKey({ name: 'j', times: 3 }, MOVING.keys)?.action).toBe('down');
    expect(findKey({ name: 'y', times: 2 }, CARD_KEYS.keys)).toBeNull();
  });

  it('knows no key of another group', () => {
    expect(findKey({ name: 'y', times: 1 }, [...MOVING.keys, ...RUN_KEYS.keys])).toBeNull();
  });
});
