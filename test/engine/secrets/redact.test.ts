import { describe, expect, it } from 'vitest';
import { redactSecrets } from '../../../src/engine/secrets/redact.ts';

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
