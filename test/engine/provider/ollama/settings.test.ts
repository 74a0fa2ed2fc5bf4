import { describe, expect, it } from 'vitest';
import { OLLAMA_DEFAULTS, readOllamaSettings } from '../../../../src/engine/provider/ollama/settings.ts';

describe('settings of Ollama', () => {
  it('come from the environment, then the config, then the defaults', () => {
    expect(readOllamaSettings({}, {})).toEqual({
      ok: true,
      value: { host: 'http://127.0.0.1:11434', model: OLLAMA_DEFAULTS.model },
    });
    const config = { ollamaModel: 'from-config' };
    expect(readOllamaSettings({ OLLAMA_MODEL: '' }, config)).toMatchObject({
      value: { model: 'from-config' },
    });
    expect(readOllamaSettings({ OLLAMA_MODEL: 'from-env' }, config)).toMatchObject({
      value: { model: 'from-env' },
    });
  });

  it.each([
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    [':8080', 'http://127.0.0.1:8080'],
    ['gpu-box', 'http://gpu-box:11434'],
    ['gpu-box:99', 'http://gpu-box:99'],
    ['https://ollama.example/api-root/', 'https://ollama.example/api-root'],
  ])('read OLLAMA_HOST %s as %s', (host, url) => {
    expect(readOllamaSettings({ OLLAMA_HOST: host }, {})).toMatchObject({ value: { host: url } });
  });

  it('refuse a host that is none', () => {
    const result = readOllamaSettings({ OLLAMA_HOST: 'http://' }, {});
    expect(result.ok ? '' : result.error).toMatch(/OLLAMA_HOST is not an http/);
  });
});
