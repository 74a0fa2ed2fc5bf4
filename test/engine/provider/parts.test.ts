import { describe, expect, it } from 'vitest';
import { collectAnswer } from '../../../src/engine/provider/answer-text.ts';
import { sizeContext } from '../../../src/engine/provider/ollama/context-window.ts';
import { costUsd } from '../../../src/engine/provider/prices.ts';
import { redactSecrets } from '../../../src/engine/secrets/redact.ts';
import { OPENAI_DEFAULTS } from '../../../src/engine/provider/openai/settings.ts';
import { countPromptTokens, countTokens } from '../../../src/engine/provider/tokens.ts';

describe('redaction', () => {
  it.each([
    ['the key is my/secret+key==', 'the key is [redacted]'],
    ['?key=my%2Fsecret%2Bkey%3D%3D&x', '?key=[redacted]&x'],
    ['Incorrect API key provided: sk-proj-ab***yz.', 'Incorrect API key provided: [redacted]'],
    ['authorization: Bearer abcdefgh1234', 'authorization: Bearer [redacted]'],
    ['http://user:pass@host:1/v1', 'http://[redacted]@host:1/v1'],
    ['nothing to hide: task-list', 'nothing to hide: task-list'],
  ])('of %s', (text, redacted) => {
    expect(redactSecrets(text, ['my/secret+key=='])).toBe(redacted);
  });

  it.each([
    ['a word of many letters', 'a'.repeat(400_000)],
    ['many schemes', 'a://'.repeat(100_000)],
  ])('does not take quadratic time over %s', (_, text) => {
    // In quadratic time this would outlast the limit of a test many times over.
    expect(redactSecrets(text, [])).toBe(text);
  });

  it('leaves no end of a longer secret behind, and ignores an empty one', () => {
    expect(redactSecrets('abcd-efgh', ['', 'abcd', 'abcd-efgh'])).toBe('[redacted]');
  });
});

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

describe('tokens', () => {
  it('counts what looks like a control token as text', () => {
    expect(countTokens('<|endoftext|>')).toBeGreaterThan(1);
    expect(countTokens('')).toBe(0);
    expect(countTokens('hello world')).toBe(2);
    expect(countPromptTokens([{ role: 'user', content: 'hello world' }])).toBe(6);
  });

  it('adds next to nothing by counting in slices', () => {
    const slice = 'const value = compute(other);\n';
    const one = countTokens(slice);
    expect(countTokens(slice.repeat(1_000)) / (one * 1_000)).toBeLessThan(1.01);
  });
});

describe('the context window', () => {
  it('holds prompt and answer, in steps of 2,048', () => {
    expect(sizeContext(1_000, 1_000, null)).toEqual({
      ok: true,
      value: { numCtx: 4_096, numPredict: 1_000 },
    });
    expect(sizeContext(1_000, 1_000, 1_000_000)).toEqual({
      ok: true,
      value: { numCtx: 4_096, numPredict: 1_000 },
    });
  });

  it('is never larger than the model, and leaves the answer what is left', () => {
    expect(sizeContext(7_000, 4_000, 8_192)).toEqual({
      ok: true,
      value: { numCtx: 8_192, numPredict: 1_192 },
    });
    expect(sizeContext(7_680, 4_000, 8_192).ok).toBe(true);
    expect(sizeContext(7_681, 4_000, 8_192).ok).toBe(false);
  });
});

describe('prices', () => {
  const usage = { inputTokens: 1_000_000, outputTokens: 500_000 };

  it('are known for the default model and its dated snapshots', () => {
    expect(costUsd('openai', OPENAI_DEFAULTS.model, usage)).toBeCloseTo(3, 9);
    expect(costUsd('openai', 'gpt-5.4-mini-2026-03-17', usage)).toBeCloseTo(3, 9);
  });

  it('are null where they are not known, and nothing on one’s own machine', () => {
    expect(costUsd('openai', 'some-model', usage)).toBeNull();
    expect(costUsd('openai', 'constructor', usage)).toBeNull();
    expect(costUsd('openai', 'gpt-4o', { inputTokens: null, outputTokens: 1 })).toBeNull();
    expect(costUsd('ollama', 'qwen2.5-coder:7b', { inputTokens: null, outputTokens: null })).toBe(0);
  });

  it('can be set', () => {
    const prices = { 'some-model': { input: 1, output: 2 }, 'gpt-4o': { input: 0, output: 0 } };
    expect(costUsd('openai', 'some-model', usage, prices)).toBe(2);
    expect(costUsd('openai', 'gpt-4o', usage, prices)).toBe(0);
    expect(costUsd('ollama', 'some-model', usage, prices)).toBe(2);
  });
});
