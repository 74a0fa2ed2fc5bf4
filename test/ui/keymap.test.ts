import { describe, expect, it } from 'vitest';
import type { Key } from 'ink';
import type { Scope } from '../../src/ui/keymap.ts';
import { KEYMAP, bindingOf, pressOf } from '../../src/ui/keymap.ts';
import { textOf } from '../../src/ui/line.ts';
import { helpLines } from '../../src/ui/selectors/help.ts';

const NO_KEY: Key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

describe('the keymap', () => {
  it.each<[string, readonly Scope[]]>([
    ['the dashboard with a card', ['always', 'approval', 'move', 'run']],
    ['the gate with a card', ['always', 'approval', 'gate', 'move', 'run']],
    ['a question', ['always', 'confirm']],
  ])('has one meaning a key on %s', (_name, scopes) => {
    const keys = KEYMAP.filter((binding) => scopes.includes(binding.scope)).flatMap(
      (binding) => binding.keys,
    );
    expect(keys).toEqual([...new Set(keys)]);
  });

  it('is what the help lists, all of it', () => {
    const help = helpLines().map(textOf).join('\n');
    for (const binding of KEYMAP) expect(help).toContain(binding.help);
  });
});

describe('pressOf', () => {
  it('names keys', () => {
    expect(pressOf('', { ...NO_KEY, upArrow: true })).toEqual({ name: 'up', times: 1 });
    expect(pressOf('G', { ...NO_KEY, shift: true })).toEqual({ name: 'G', times: 1 });
    expect(pressOf(' ', NO_KEY)).toEqual({ name: 'space', times: 1 });
    expect(pressOf('c', { ...NO_KEY, ctrl: true })).toEqual({ name: 'ctrl+c', times: 1 });
  });

  it('takes a key held down as that many presses, and other text as no key', () => {
    expect(pressOf('jjj', NO_KEY)).toEqual({ name: 'j', times: 3 });
    expect(pressOf('yes', NO_KEY)).toBeNull();
    expect(pressOf('y', { ...NO_KEY, meta: true })).toBeNull();
  });
});

describe('bindingOf', () => {
  it('repeats only what moves', () => {
    expect(bindingOf({ name: 'j', times: 3 }, ['move'])?.action).toBe('down');
    expect(bindingOf({ name: 'y', times: 2 }, ['approval'])).toBeNull();
  });

  it('knows no key of another scope', () => {
    expect(bindingOf({ name: 'y', times: 1 }, ['move', 'run'])).toBeNull();
  });
});
