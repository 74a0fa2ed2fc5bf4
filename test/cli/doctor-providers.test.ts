import { describe, expect, it } from 'vitest';
import { diagnoseProviders } from '../../src/cli/doctor-providers.ts';
import { createRegistry, providers } from '../../src/engine/provider/registry.ts';
import { settingsSchema } from '../../src/engine/settings/settings.ts';
import { MADE_UP } from '../support/made-up-provider.ts';
import { serveModel } from '../support/model-server.ts';

const AUTO = settingsSchema.parse({});

describe("the doctor's look at providers", () => {
  it('goes through the list, and quotes no secret', async () => {
    const env = { MADE_UP_TOKEN: 'token-0123456789' };
    const registry = createRegistry([MADE_UP]);
    expect(await diagnoseProviders(AUTO, new Set([MADE_UP.name]), env, registry)).toEqual([
      { what: 'made-up', level: 'bad', detail: 'a place that quotes [redacted]: [redacted] is refused' },
    ]);
  });

  it('ignores a provider that no worker needs, unless there is no other', async () => {
    const registry = createRegistry([MADE_UP]);
    const detail = 'no token';
    expect(await diagnoseProviders(AUTO, new Set(['ollama']), {}, registry)).toEqual([
      { what: 'made-up', level: 'note', detail },
    ]);
    expect(await diagnoseProviders(AUTO, new Set(), {}, registry)).toEqual([
      { what: 'made-up', level: 'bad', detail },
    ]);
  });

  it('says what is set up and what is missing', async () => {
    const server = await serveModel((_, response) => response.end('{}'));
    try {
      expect(await diagnoseProviders(AUTO, new Set(), { OLLAMA_HOST: server.url }, providers)).toEqual([
        { what: 'openai', level: 'note', detail: 'no key: set OPENAI_API_KEY' },
        { what: 'ollama', level: 'ok', detail: `${server.url}, model qwen2.5-coder:7b` },
      ]);
      const key = 'local-0123456789';
      const asked = async (base: string): Promise<unknown> => {
        const env = { OPENAI_API_KEY: key, OPENAI_BASE_URL: `${base}/v1`, OLLAMA_HOST: server.url };
        return (await diagnoseProviders(AUTO, new Set(), env, providers))[0];
      };
      expect(await asked(server.url)).toEqual({
        what: 'openai',
        level: 'ok',
        detail: `${server.url}/v1 (chat), model gpt-5.4-mini, the key is set`,
      });
      const withPassword = JSON.stringify(await asked(server.url.replace('//', '//user:password-1@')));
      expect(withPassword).toContain('//[redacted]@');
      expect(withPassword).not.toMatch(/password-1|local-0123456789/);
    } finally {
      await server.close();
    }
  });

  it('names a setting that cannot be used', async () => {
    expect(await diagnoseProviders(AUTO, new Set(), { OLLAMA_HOST: 'http://' }, providers)).toEqual([
      { what: 'providers', level: 'bad', detail: 'OLLAMA_HOST is not an http or https URL: http://' },
    ]);
  });
});
