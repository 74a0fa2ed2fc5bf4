import { describe, expect, it } from 'vitest';
import { safeLines, safeText } from '../../src/ui/safe-text.ts';

describe('safeText', () => {
  it('leaves plain text, CJK and emoji as they are', () => {
    expect(safeText('a plain line, Größe, 日本語, 🚀')).toBe('a plain line, Größe, 日本語, 🚀');
  });

  it.each([
    ['a colour', '\u001b[31mred', '␛[31mred'],
    ['a title (OSC)', '\u001b]0;owned\u0007', '␛]0;owned␇'],
    ['an 8-bit CSI', '\u009b2J', '\\u{9b}2J'],
    ['line feed, carriage return, tab', 'a\nb\rc\td', 'a␊b␍c␉d'],
    ['NUL and DEL', '\u0000\u007f', '␀␡'],
    ['bidi overrides and isolates', '\u202eabc\u2066', '\\u{202e}abc\\u{2066}'],
    ['zero width', 'r\u200bm', 'r\\u{200b}m'],
    ['a byte order mark', '\ufeffx', '\\u{feff}x'],
    ['line and paragraph separators', '\u2028\u2029', '\\u{2028}\\u{2029}'],
    ['invisible tags', '\u{e0041}', '\\u{e0041}'],
    ['a variation selector', '❤\ufe0f', '❤\\u{fe0f}'],
    ['a lone surrogate', 'a\ud800b', 'a\\u{d800}b'],
  ])('makes %s visible', (_name, text, shown) => {
    expect(safeText(text)).toBe(shown);
  });

  it('lets no control character through, whichever it is', () => {
    for (let code = 0; code < 0xa0; code++) {
      const shown = safeText(`a${String.fromCodePoint(code)}b`);
      expect(/\p{Cc}/u.test(shown), `U+${code.toString(16)}`).toBe(false);
    }
  });

  it('bounds what stacks on one character', () => {
    expect([...safeText(`a${'\u0301'.repeat(1000)}`)]).toHaveLength(5);
  });
});

describe('safeLines', () => {
  it('splits at line ends of both kinds and shows tabs as blanks', () => {
    expect(safeLines('a\r\n\tb\nc\u001b')).toEqual(['a', '  b', 'c␛']);
  });
});
