import { describe, expect, it } from 'vitest';
import { OPENAI_DEFAULTS, readOpenAISettings } from '../../../../src/engine/provider/openai/settings.ts';

const KEY = { OPENAI_API_KEY: 'sk-1' };

describe('settings of OpenAI', () => {
  it('come from the environment, then the config, then the defaults', () => {
    expect(readOpenAISettings(KEY, {})).toEqual({
      ok: true,
      value: {
        apiKey: 'sk-1',
        baseURL: 'https://api.openai.com/v1',
        api: 'responses',
        model: OPENAI_DEFAULTS.model,
      },
    });
    const config = { openaiModel: 'from-config', api: 'chat' } as const;
    expect(readOpenAISettings({ ...KEY, OPENAI_MODEL: '' }, config)).toMatchObject({
      value: { model: 'from-config', api: 'chat' },
    });
    expect(readOpenAISettings({ ...KEY, OPENAI_MODEL: 'from-env' }, config)).toMatchObject({
      value: { model: 'from-env' },
    });
  });

  it('speak chat to a server that is not OpenAI', () => {
    expect(readOpenAISettings({ ...KEY, OPENAI_BASE_URL: 'http://127.0.0.1:8000/v1/' }, {})).toMatchObject({
      value: { api: 'chat', baseURL: 'http://127.0.0.1:8000/v1' },
    });
  });

  it.each([{}, { OPENAI_API_KEY: '' }, { OPENAI_API_KEY: ' ' }])('are none without a key: %o', (env) => {
    expect(readOpenAISettings(env, {})).toEqual({ ok: true, value: null });
  });

  it.each([
    [{ OPENAI_BASE_URL: 'ftp://x' }, /OPENAI_BASE_URL is not an http/],
    [{ OPENAI_API_KEY: 'sk-a\nsk-b' }, /OPENAI_API_KEY holds a character/],
  ])('refuse %o', (env, message) => {
    const result = readOpenAISettings(env, {});
    expect(result.ok ? '' : result.error).toMatch(message);
    expect(JSON.stringify(result)).not.toContain('sk-');
  });
});
