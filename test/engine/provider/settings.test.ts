import { describe, expect, it } from 'vitest';
import { chooseProvider } from '../../../src/engine/provider/routing.ts';
import {
  availableProviders,
  PROVIDER_DEFAULTS,
  resolveProviderSettings,
  type ProviderSettings,
} from '../../../src/engine/provider/settings.ts';
import type { ProviderName } from '../../../src/engine/domain/provider-name.ts';

const AUTO = { provider: 'auto' } as const;

function settingsOf(
  env: Record<string, string>,
  config: Parameters<typeof resolveProviderSettings>[1] = AUTO,
  routes: ProviderName[] = [],
): ProviderSettings {
  const result = resolveProviderSettings(env, config, routes);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

describe('settings', () => {
  it('come from the environment, then the config, then the defaults', () => {
    const defaults = settingsOf({ OPENAI_API_KEY: 'sk-1' });
    expect(defaults.openai).toEqual({
      apiKey: 'sk-1',
      baseURL: 'https://api.openai.com/v1',
      api: 'responses',
      model: PROVIDER_DEFAULTS.openaiModel,
    });
    expect(defaults.ollama).toEqual({ host: 'http://127.0.0.1:11434', model: PROVIDER_DEFAULTS.ollamaModel });
    const config = { ...AUTO, openaiModel: 'from-config', ollamaModel: 'from-config', api: 'chat' } as const;
    const mixed = settingsOf({ OPENAI_API_KEY: 'sk-1', OPENAI_MODEL: 'from-env', OLLAMA_MODEL: '' }, config);
    expect(mixed.openai).toMatchObject({ model: 'from-env', api: 'chat' });
    expect(mixed.ollama.model).toBe('from-config');
  });

  it('speak chat to a server that is not OpenAI', () => {
    const foreign = settingsOf({ OPENAI_API_KEY: 'sk-1', OPENAI_BASE_URL: 'http://127.0.0.1:8000/v1/' });
    expect(foreign.openai).toMatchObject({ api: 'chat', baseURL: 'http://127.0.0.1:8000/v1' });
  });

  it.each([
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    [':8080', 'http://127.0.0.1:8080'],
    ['gpu-box', 'http://gpu-box:11434'],
    ['gpu-box:99', 'http://gpu-box:99'],
    ['https://ollama.example/api-root/', 'https://ollama.example/api-root'],
  ])('read OLLAMA_HOST %s as %s', (host, url) => {
    expect(settingsOf({ OLLAMA_HOST: host }).ollama.host).toBe(url);
  });

  it('say what to set, only where a worker needs it', () => {
    const missing = resolveProviderSettings({}, AUTO, ['ollama', 'openai']);
    expect(missing).toEqual({
      ok: false,
      error: 'OPENAI_API_KEY is not set: export it, or use --provider ollama',
    });
    expect(resolveProviderSettings({ OPENAI_API_KEY: ' ' }, { provider: 'openai' }, ['ollama']).ok).toBe(
      false,
    );
    expect(resolveProviderSettings({}, AUTO, ['ollama']).ok).toBe(true);
    expect(resolveProviderSettings({}, { provider: 'ollama' }, ['openai']).ok).toBe(true);
  });

  it.each([
    [{ OPENAI_BASE_URL: 'ftp://x' }, /OPENAI_BASE_URL is not an http/],
    [{ OLLAMA_HOST: 'http://' }, /OLLAMA_HOST is not an http/],
    [{ OPENAI_API_KEY: 'sk-a\nsk-b' }, /OPENAI_API_KEY holds a character/],
  ])('refuse %o', (env, message) => {
    const result = resolveProviderSettings(env, AUTO, []);
    expect(result.ok ? '' : result.error).toMatch(message);
    expect(JSON.stringify(result)).not.toContain('sk-');
  });
});

describe('routing', () => {
  const both = new Set<ProviderName>(['openai', 'ollama']);

  it('follows the worker, unless the flag says otherwise', () => {
    expect(chooseProvider('ollama', 'auto', both)).toEqual({ ok: true, value: 'ollama' });
    expect(chooseProvider('openai', 'auto', both)).toEqual({ ok: true, value: 'openai' });
    expect(chooseProvider('ollama', 'openai', both)).toEqual({ ok: true, value: 'openai' });
    expect(chooseProvider('openai', 'ollama', both)).toEqual({ ok: true, value: 'ollama' });
  });

  it('never falls back to the other one silently', () => {
    const available = availableProviders(settingsOf({}));
    expect(chooseProvider('openai', 'auto', available).ok).toBe(false);
    expect(chooseProvider('ollama', 'auto', new Set(['openai']))).toMatchObject({ ok: false });
  });
});
