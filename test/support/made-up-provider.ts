import type { ProviderName } from '../../src/engine/domain/provider-name.ts';
import { err, ok } from '../../src/engine/domain/result.ts';
import type { ProviderDescriptor } from '../../src/engine/provider/descriptor.ts';

/** A provider that nothing of this program has heard of. It answers, and refuses its token at a probe. */
export const MADE_UP: ProviderDescriptor = {
  name: 'made-up' as string as ProviderName,
  secretVariables: ['MADE_UP_TOKEN'],
  pricing: { type: 'free' },
  notSetUp: { run: 'MADE_UP_TOKEN is not set', doctor: 'no token' },
  configure(env) {
    const token = env['MADE_UP_TOKEN'];
    if (token === undefined) return ok(null);
    if (token.includes(' ')) return err('MADE_UP_TOKEN holds a space');
    return ok({
      model: 'm-1',
      description: `a place that quotes ${token}`,
      requestsPerMinute: 1,
      open: async () => ({
        name: MADE_UP.name,
        complete: async () => ok({ text: 'hi', finish: 'stop', usage: { inputTokens: 1, outputTokens: 1 } }),
        probe: async () =>
          err({ reason: 'provider', kind: 'auth', detail: `${token} is refused`, retryAfterMs: null }),
      }),
    });
  },
};
