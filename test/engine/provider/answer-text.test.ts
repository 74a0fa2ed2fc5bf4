import { describe, expect, it } from 'vitest';
import { collectAnswer } from '../../../src/engine/provider/answer-text.ts';

describe('reasoning at the start of an answer', () => {
  const TEXT = ' \n<think>a <b> </thin k></think>\r\n\r\n  def f():\n    return "<think>x</think>"\n';
  const ANSWER = '  def f():\n    return "<think>x</think>"\n';

  it('is left out wherever the pieces are cut', () => {
    for (let first = 0; first <= TEXT.length; first += 1) {
      for (const second of [first, first + 1, first + 7]) {
        const seen: string[] = [];
        const answer = collectAnswer((text) => seen.push(text));
        for (const piece of [TEXT.slice(0, first), TEXT.slice(first, second), TEXT.slice(second)])
          answer.push(piece);
        expect(answer.end()).toBe(ANSWER);
        expect(seen.join('')).toBe(ANSWER);
      }
    }
  });

  it.each(['', '  ', '<th', '<thing>x', 'plain', '\n<html>'])('does not touch %j', (text) => {
    const seen: string[] = [];
    const answer = collectAnswer((piece) => seen.push(piece));
    for (const character of text) answer.push(character);
    expect(answer.end()).toBe(text);
    expect(seen.join('')).toBe(text);
  });

  it('that does not end leaves no answer', () => {
    const answer = collectAnswer(() => {});
    answer.push('<think>on and on');
    expect(answer.end()).toBe('');
  });
});
