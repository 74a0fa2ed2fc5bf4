import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { cells, fit, truncate, wrap } from '../../src/ui/fit.ts';

const SAMPLES = [
  'plain',
  '',
  'a much longer plain text',
  '日本語テキスト',
  'a日b本c',
  '🚀🚀🚀',
  'Größe é',
  'x🚀',
];

describe('fit', () => {
  it('takes exactly the width it is given, whatever the text', () => {
    for (const text of SAMPLES) {
      for (let width = 0; width < 12; width++) {
        expect(cells(fit(text, width)), `${text} in ${width}`).toBe(width);
        expect(cells(fit(text, width, 'right')), `${text} in ${width}`).toBe(width);
      }
    }
  });

  it('marks what is left out and never cuts a wide character in two', () => {
    expect(fit('abcdef', 4)).toBe('abc…');
    expect(fit('日本語', 4)).toBe('日… ');
    expect(fit('日本語', 5)).toBe('日本…');
    expect(fit('42', 5, 'right')).toBe('   42');
  });
});

describe('cells', () => {
  it('agrees with the full measure on every character, alone and beside others', () => {
    const wrong: string[] = [];
    for (let code = 0x20; code < 0x3100; code++) {
      const character = String.fromCodePoint(code);
      for (const text of [character, `a${character}b`, `${character}●`]) {
        if (cells(text) !== stringWidth(text)) wrong.push(`U+${code.toString(16)}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('truncate', () => {
  it('leaves what fits', () => {
    expect(truncate('日本', 4)).toBe('日本');
    expect(truncate('日本', 3)).toBe('日…');
    expect(truncate('x', 0)).toBe('');
  });
});

describe('wrap', () => {
  it('loses nothing and keeps each piece within the width', () => {
    for (const text of SAMPLES) {
      for (let width = 2; width < 12; width++) {
        const pieces = wrap(text, width);
        expect(pieces.join('')).toBe(text);
        for (const piece of pieces) expect(cells(piece)).toBeLessThanOrEqual(width);
      }
    }
  });

  it('says where a character is wider than the line', () => {
    expect(wrap('日a', 1)).toEqual(['…', 'a']);
  });
});
