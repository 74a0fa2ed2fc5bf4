import { describe, expect, it } from 'vitest';
import type { Key } from 'ink';
import { pressOf } from '../../../src/ui/keys/press.ts';

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
