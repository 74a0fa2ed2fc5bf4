import { describe, expect, it } from 'vitest';
import type { ProviderName, ProviderSetting } from '../../../src/engine/domain/provider-name.ts';
import { chooseProvider, wantedProvider } from '../../../src/engine/provider/routing.ts';

const both = new Set<ProviderName>(['openai', 'ollama']);

describe('routing', () => {
  it.each<[ProviderName, ProviderSetting, ProviderName | null, ProviderName]>([
    ['ollama', 'auto', null, 'ollama'],
    ['openai', 'auto', null, 'openai'],
    ['ollama', 'openai', null, 'openai'],
    ['openai', 'ollama', null, 'ollama'],
    ['openai', 'auto', 'ollama', 'ollama'],
    ['openai', 'openai', 'ollama', 'ollama'],
    ['ollama', 'ollama', 'openai', 'openai'],
  ])(
    'of a worker that asks for %s, with the setting %s and its own choice %s: %s',
    (asked, setting, override, to) => {
      const question = { asked, setting, override };
      expect(wantedProvider(question)).toBe(to);
      expect(chooseProvider(question, both)).toEqual({ ok: true, value: to });
    },
  );

  it.each<[ProviderName, ProviderSetting, ProviderName | null]>([
    ['openai', 'auto', null],
    ['ollama', 'openai', null],
    ['ollama', 'ollama', 'openai'],
  ])('never falls back silently: asked %s, setting %s, own choice %s', (asked, setting, override) => {
    expect(chooseProvider({ asked, setting, override }, new Set(['ollama']))).toEqual({
      ok: false,
      error: { wanted: 'openai', available: ['ollama'] },
    });
  });
});
