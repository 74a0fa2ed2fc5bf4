import { describe, expect, it } from 'vitest';
import { PROVIDER_NAMES, type ProviderName } from '../../../src/engine/domain/provider-name.ts';
import { costBy } from '../../../src/engine/provider/prices.ts';
import { openProvider, probeProvider } from '../../../src/engine/provider/ready-provider.ts';
import { createRegistry, providers } from '../../../src/engine/provider/registry.ts';
import { settingsSchema } from '../../../src/engine/settings/settings.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { MADE_UP } from '../../support/made-up-provider.ts';
import { errorOf, valueOf } from '../../support/rig.ts';

const AUTO = settingsSchema.parse({});
const namesIn = (found: ReadonlyMap<ProviderName, unknown>): readonly string[] => [...found.keys()];

describe('the registry', () => {
  it('describes every provider of the list, in its order', () => {
    expect(providers.descriptors.map(({ name }) => name)).toEqual(PROVIDER_NAMES);
    for (const name of PROVIDER_NAMES) expect(providers.of(name).name).toBe(name);
  });

  it('knows which are set up', () => {
    expect(namesIn(valueOf(providers.configured({}, AUTO)))).toEqual(['ollama']);
    const all = valueOf(providers.configured({ OPENAI_API_KEY: 'sk-1' }, AUTO));
    expect(namesIn(all)).toEqual(['openai', 'ollama']);
    expect(all.get('openai')).toMatchObject({ requestsPerMinute: AUTO.requestsPerMinute });
    const few = valueOf(providers.configured({ OPENAI_API_KEY: 'sk-1' }, { ...AUTO, requestsPerMinute: 7 }));
    expect([few.get('openai')?.requestsPerMinute, few.get('ollama')?.requestsPerMinute]).toEqual([7, 10_000]);
  });

  it('says what to set, only where a worker needs it', () => {
    expect(providers.needed({}, AUTO, ['ollama', 'openai'])).toEqual({
      ok: false,
      error: 'OPENAI_API_KEY is not set: export it, or use --provider ollama',
    });
    const blank = providers.needed({ OPENAI_API_KEY: ' ' }, { ...AUTO, provider: 'openai' }, ['ollama']);
    expect(blank.ok).toBe(false);
    expect(namesIn(valueOf(providers.needed({}, AUTO, ['ollama'])))).toEqual(['ollama']);
    const named = providers.needed({}, { ...AUTO, provider: 'ollama' }, ['openai']);
    expect(namesIn(valueOf(named))).toEqual(['ollama']);
    expect(namesIn(valueOf(providers.needed({ OPENAI_API_KEY: 'sk-1' }, AUTO, [])))).toEqual([]);
  });

  it.each([{ OPENAI_BASE_URL: 'ftp://x' }, { OLLAMA_HOST: 'http://' }])(
    'refuses %o, whoever needs it',
    (env) => {
      expect(errorOf(providers.needed(env, AUTO, []))).toMatch(/ is not an http/);
    },
  );

  it('treats a key as a secret with and without blanks around it, and shows it nowhere', () => {
    const env = { OPENAI_API_KEY: ' local-key-1\n' };
    expect(providers.secrets(env)).toEqual([' local-key-1\n', 'local-key-1']);
    expect(providers.secrets({ OPENAI_API_KEY: ' ' })).toEqual([]);
    expect(JSON.stringify([...valueOf(providers.configured(env, AUTO)).values()])).not.toContain('local-key');
  });
});

describe('a provider that is added to the list', () => {
  const registry = createRegistry([...providers.descriptors, MADE_UP]);
  const env = { MADE_UP_TOKEN: 'token-0123456789' };
  const config = { ...AUTO, provider: MADE_UP.name };

  it('can be routed to, opened, probed and priced', async () => {
    expect(registry.needed({}, AUTO, [MADE_UP.name])).toEqual({
      ok: false,
      error: 'MADE_UP_TOKEN is not set, or use --provider ollama',
    });
    expect(registry.needed(env, AUTO, ['openai'])).toMatchObject({
      error: 'OPENAI_API_KEY is not set: export it, or use --provider ollama or made-up',
    });
    expect(registry.needed({ MADE_UP_TOKEN: 'a b' }, AUTO, [])).toMatchObject({
      error: 'MADE_UP_TOKEN holds a space',
    });
    const needed = valueOf(registry.needed(env, config, ['openai', 'ollama']));
    expect(namesIn(needed)).toEqual(['made-up']);
    const [configured] = needed.values();
    if (configured === undefined) throw new Error('expected the made-up provider');
    const clock = fakeClock();
    const ready = await openProvider(configured, clock);
    expect(ready).toMatchObject({ model: 'm-1', provider: { name: 'made-up' } });
    expect(await probeProvider(ready)).toBe('token-0123456789 is refused');
    const { signal } = new AbortController();
    expect(await ready.rate.take(signal)).toBe(true);
    void ready.rate.take(signal);
    expect(ready.rate.waiting()).toBe(1);
    const usage = { inputTokens: 5, outputTokens: 5 };
    const sources = { overrides: {}, listed: () => Promise.resolve(null) };
    expect(await costBy(registry.of(MADE_UP.name).pricing, 'm-1', usage, sources)).toBe(0);
  });

  it('has its secrets kept', () => {
    expect(registry.secrets({ ...env, OPENAI_API_KEY: 'local-1' })).toEqual(['local-1', 'token-0123456789']);
  });
});
