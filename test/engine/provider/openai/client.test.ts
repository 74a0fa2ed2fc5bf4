import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createOpenAI } from '../../../../src/engine/provider/openai/client.ts';
import { isOpenAIHost, type OpenAIApi } from '../../../../src/engine/provider/openai/settings.ts';
import type { ModelAnswer, RequestFault } from '../../../../src/engine/provider/provider.ts';
import type { Result } from '../../../../src/engine/domain/result.ts';
import { fakeClock, type FakeClock } from '../../../support/fake-clock.ts';
import {
  chatChunk,
  sendEvents,
  sendJSON,
  serveModel,
  type ModelServer,
  type ServedCall,
} from '../../../support/model-server.ts';

/** Not in the shape of OpenAI's keys, which are taken out by their shape alone. */
const KEY = 'local-0123456789abcdef';
const REQUEST = {
  messages: [{ role: 'user' as const, content: 'hi' }],
  model: 'm',
  maxOutputTokens: 99,
  countTokens: () => Promise.resolve(9),
};

let server: ModelServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

type Answer = (call: ServedCall, response: ServerResponse, number: number) => void;

async function ask(
  answer: Answer,
  options: { api?: OpenAIApi; signal?: AbortSignal; clock?: FakeClock; onText?: (text: string) => void } = {},
): Promise<{ result: Result<ModelAnswer, RequestFault>; texts: string[]; calls: readonly ServedCall[] }> {
  server = await serveModel(answer);
  const provider = createOpenAI({
    apiKey: KEY,
    baseURL: `${server.url}/v1`,
    api: options.api ?? 'chat',
    requestTimeoutMs: 50_000,
    clock: options.clock ?? fakeClock(),
  });
  const texts: string[] = [];
  const onText = (text: string): void => {
    texts.push(text);
    options.onText?.(text);
  };
  const result = await provider.complete(REQUEST, onText, options.signal ?? new AbortController().signal);
  return { result, texts, calls: server.calls };
}

const faultOf = (result: Result<ModelAnswer, RequestFault>): RequestFault => {
  if (result.ok) throw new Error(`expected a fault, got ${JSON.stringify(result.value)}`);
  return result.error;
};

const USAGE = { choices: [], usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 } };

describe('chat completions', () => {
  it('streams the answer and reads its usage, with what foreign servers know', async () => {
    const { result, texts, calls } = await ask((_, response) => {
      sendEvents(response, [
        chatChunk({ role: 'assistant', content: '' }),
        chatChunk({ content: 'one ' }),
        chatChunk({ content: 'two' }),
        chatChunk({}, 'stop'),
        USAGE,
        '[DONE]',
      ]);
      response.end();
    });
    expect(result).toEqual({
      ok: true,
      value: { text: 'one two', finish: 'stop', usage: { inputTokens: 7, outputTokens: 3 } },
    });
    expect(texts.join('')).toBe('one two');
    expect(calls[0]?.path).toBe('/v1/chat/completions');
    expect(calls[0]?.body).toMatchObject({ max_tokens: 99, stream_options: { include_usage: true } });
    expect(calls[0]?.body).not.toHaveProperty('max_completion_tokens');
    expect(calls[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
  });

  it('names the limit as OpenAI itself wants it', async () => {
    const bodies: string[] = [];
    const provider = createOpenAI({
      apiKey: KEY,
      baseURL: 'https://api.openai.com/v1',
      api: 'chat',
      requestTimeoutMs: 1_000,
      clock: fakeClock(),
      fetch: async (_, init) => {
        bodies.push(typeof init?.body === 'string' ? init.body : '');
        return new Response(`data: ${JSON.stringify(chatChunk({ content: 'x' }, 'stop'))}\n\n`);
      },
    });
    expect((await provider.complete(REQUEST, () => {}, new AbortController().signal)).ok).toBe(true);
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ max_completion_tokens: 99 });
    expect(bodies[0]).not.toContain('"max_tokens"');
  });

  it.each([
    ['length', 'length'],
    ['content_filter', 'filtered'],
    ['stop', 'stop'],
    ['eos_token', 'stop'],
  ])('takes the finish reason %s as %s', async (reason, finish) => {
    const { result } = await ask((_, response) => {
      sendEvents(response, [chatChunk({ content: 'x' }), chatChunk({}, reason)]);
      response.end();
    });
    expect(result).toMatchObject({ ok: true, value: { text: 'x', finish } });
  });

  it('takes a refusal as filtered', async () => {
    const { result } = await ask((_, response) => {
      sendEvents(response, [chatChunk({ refusal: 'I cannot' }), chatChunk({}, 'stop'), '[DONE]']);
      response.end();
    });
    expect(result).toMatchObject({ ok: true, value: { text: 'I cannot', finish: 'filtered' } });
  });

  it.each(['[DONE]', null])(
    'never takes a stream without a finish reason for an answer (%s)',
    async (last) => {
      const { result, texts } = await ask((_, response) => {
        sendEvents(response, [
          chatChunk({ content: 'whole looking answer' }),
          ...(last === null ? [] : [last]),
        ]);
        response.end();
      });
      expect(texts.join('')).toBe('whole looking answer');
      expect(faultOf(result)).toMatchObject({ kind: 'disconnected' });
    },
  );

  it('calls a connection that breaks in the middle disconnected', async () => {
    const { result } = await ask((_, response) => sendEvents(response, [chatChunk({ content: 'half' })]), {
      onText: () => void server?.close(),
    });
    expect(faultOf(result).kind).toBe('disconnected');
  });

  it('keeps a complete answer when the connection breaks after its finish reason', async () => {
    const { result } = await ask((_, response) => {
      sendEvents(response, [chatChunk({ content: 'all' }), chatChunk({}, 'stop')]);
      response.write('data: {"id', () => response.destroy());
    });
    expect(result).toMatchObject({ ok: true, value: { text: 'all', finish: 'stop' } });
  });

  it('calls a malformed event disconnected and writes nothing to the console', async () => {
    const spies = (['log', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name));
    const { result } = await ask((_, response) => {
      sendEvents(response, [chatChunk({ content: 'a' }), '{"broken']);
      response.end();
    });
    expect(faultOf(result).kind).toBe('disconnected');
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it('takes reasoning for progress and not for the answer', async () => {
    const { result, texts } = await ask((_, response) => {
      sendEvents(response, [
        chatChunk({ reasoning_content: 'hmm' }),
        chatChunk({ reasoning: 'hmm' }),
        chatChunk({ content: '<thi' }),
        chatChunk({ content: 'nk>let me see</th' }),
        chatChunk({ content: 'ink>\n\nanswer' }),
        chatChunk({}, 'stop'),
      ]);
      response.end();
    });
    expect(result).toMatchObject({ ok: true, value: { text: 'answer' } });
    expect(texts).toEqual(['', '', '', '', 'answer']);
  });
});

describe('faults', () => {
  it.each([
    [401, 'auth'],
    [402, 'auth'],
    [403, 'auth'],
    [404, 'bad-request'],
    [400, 'bad-request'],
    [422, 'bad-request'],
    [429, 'rate-limit'],
    [408, 'overloaded'],
    [500, 'overloaded'],
    [503, 'overloaded'],
    [529, 'overloaded'],
  ])('takes %i for %s, asks once, and hides the key', async (status, kind) => {
    const { result, calls } = await ask((call, response) =>
      sendJSON(response, status, { error: { message: `no: ${String(call.headers.authorization)} ${KEY}` } }),
    );
    const fault = faultOf(result);
    expect(fault).toMatchObject({ reason: 'provider', kind, retryAfterMs: null });
    expect(fault.detail).toContain(`${status} no`);
    expect(fault.detail).not.toContain(KEY.slice(3));
    expect(calls).toHaveLength(1);
  });

  it.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
    [{ 'retry-after': '7', 'retry-after-ms': '250' }, 250],
    [{ 'retry-after': 'soon' }, null],
  ])('reads how long to wait from %o', async (headers, retryAfterMs) => {
    const { result } = await ask(
      (_, response) => sendJSON(response, 429, { error: { message: 'slow' } }, headers),
      {
        clock: fakeClock(Date.UTC(2026, 0, 1)),
      },
    );
    expect(faultOf(result)).toMatchObject({ kind: 'rate-limit', retryAfterMs });
  });

  it('takes a used-up quota for a matter of the account, though it comes as 429', async () => {
    const error = {
      message: 'You exceeded your current quota',
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    };
    const { result } = await ask((_, response) => sendJSON(response, 429, { error }));
    expect(faultOf(result).kind).toBe('auth');
    expect(faultOf(result).detail).toMatch(/quota is used up/);
  });

  it('takes an error inside the stream for what its code says', async () => {
    const { result } = await ask((_, response) => {
      sendEvents(response, [chatChunk({ content: 'a' }), { error: { message: `bad ${KEY}`, code: 502 } }]);
      response.end();
    });
    expect(faultOf(result)).toMatchObject({ kind: 'overloaded' });
    expect(faultOf(result).detail).not.toContain(KEY);
  });

  it('takes a page of HTML for one line', async () => {
    const { result } = await ask((_, response) => {
      response.writeHead(502, { 'content-type': 'text/html' }).end(`<html>\n${'x'.repeat(9_000)}`);
    });
    expect(faultOf(result).kind).toBe('overloaded');
    expect(faultOf(result).detail.length).toBeLessThan(700);
    expect(faultOf(result).detail).not.toContain('\n');
  });

  it('calls a closed port unreachable and a dropped request disconnected', async () => {
    const dropped = await ask((_, response) => response.destroy());
    expect(faultOf(dropped.result).kind).toBe('disconnected');
    const url = `${server?.url}/v1`;
    await server?.close();
    server = null;
    const provider = createOpenAI({ apiKey: KEY, baseURL: url, api: 'chat', requestTimeoutMs: 50_000 });
    const result = await provider.complete(REQUEST, () => {}, new AbortController().signal);
    expect(faultOf(result)).toMatchObject({ kind: 'unreachable' });
    expect(faultOf(result).detail).toContain('ECONNREFUSED');
  });

  it('ends at once when it is given up, before and while it streams', async () => {
    const given = new AbortController();
    const clock = fakeClock();
    const { result } = await ask((_, response) => sendEvents(response, [chatChunk({ content: 'half' })]), {
      signal: given.signal,
      onText: () => given.abort(),
      clock,
    });
    expect(faultOf(result).kind).toBe('unreachable');
    expect(clock.pending()).toBe(0);
    const before = await ask((_, response) => response.end(), { signal: AbortSignal.abort() });
    expect(faultOf(before.result).kind).toBe('unreachable');
    expect(before.calls).toHaveLength(0);
  });

  it('ends a request that takes longer than its limit', async () => {
    const clock = fakeClock();
    const { result } = await ask((_, response) => sendEvents(response, [chatChunk({ content: 'half' })]), {
      clock,
      onText: () => clock.advance(50_000),
    });
    expect(faultOf(result)).toMatchObject({ kind: 'disconnected', detail: 'no complete answer within 50 s' });
  });
});

describe('responses', () => {
  const response = (extra: object): object => ({ id: 'r', object: 'response', output: [], ...extra });
  const usage = { input_tokens: 5, output_tokens: 2, total_tokens: 7 };

  const stream =
    (events: readonly object[]): Answer =>
    (_, out) => {
      sendEvents(out, events);
      out.end();
    };

  it('streams the answer and reads its usage', async () => {
    const { result, texts, calls } = await ask(
      stream([
        { type: 'response.created', response: response({}) },
        { type: 'response.reasoning_summary_text.delta', delta: 'thinking' },
        { type: 'response.output_text.delta', delta: 'one ' },
        { type: 'response.output_text.delta', delta: 'two' },
        { type: 'response.completed', response: response({ status: 'completed', usage }) },
      ]),
      { api: 'responses' },
    );
    expect(result).toEqual({
      ok: true,
      value: { text: 'one two', finish: 'stop', usage: { inputTokens: 5, outputTokens: 2 } },
    });
    expect(texts).toEqual(['', 'one ', 'two']);
    expect(calls[0]?.path).toBe('/v1/responses');
    expect(calls[0]?.body).toMatchObject({ max_output_tokens: 99, store: false, stream: true });
  });

  it.each([
    ['max_output_tokens', 'length'],
    ['content_filter', 'filtered'],
  ])('takes incomplete for %s as %s', async (reason, finish) => {
    const { result } = await ask(
      stream([
        { type: 'response.output_text.delta', delta: 'part' },
        { type: 'response.incomplete', response: response({ incomplete_details: { reason }, usage }) },
      ]),
      { api: 'responses' },
    );
    expect(result).toMatchObject({ ok: true, value: { text: 'part', finish, usage: { outputTokens: 2 } } });
  });

  it('takes a refusal as filtered and an end without a word as disconnected', async () => {
    const refused = await ask(
      stream([
        { type: 'response.refusal.delta', delta: 'No.' },
        { type: 'response.completed', response: response({ usage }) },
      ]),
      { api: 'responses' },
    );
    expect(refused.result).toMatchObject({ ok: true, value: { text: 'No.', finish: 'filtered' } });
    await server?.close();
    const cut = await ask(stream([{ type: 'response.output_text.delta', delta: 'all of it' }]), {
      api: 'responses',
    });
    expect(faultOf(cut.result).kind).toBe('disconnected');
  });

  it.each([
    ['rate_limit_exceeded', 'rate-limit'],
    ['server_error', 'overloaded'],
    ['invalid_prompt', 'bad-request'],
  ])('takes a response that failed for %s as %s', async (code, kind) => {
    const { result } = await ask(
      stream([{ type: 'response.failed', response: response({ error: { code, message: 'because' } }) }]),
      { api: 'responses' },
    );
    expect(faultOf(result)).toMatchObject({ kind, detail: 'because' });
  });

  it('hides the key in an error inside the stream', async () => {
    const error = { code: 'server_error', message: `cannot use ${KEY}` };
    const { result } = await ask(stream([{ type: 'response.failed', response: response({ error }) }]), {
      api: 'responses',
    });
    expect(faultOf(result).detail).toBe('cannot use [redacted]');
  });
});

describe('probe', () => {
  async function probe(answer: Answer, model = 'm'): Promise<Result<void, RequestFault>> {
    server = await serveModel(answer);
    const baseURL = `${server.url}/v1`;
    const provider = createOpenAI({ apiKey: KEY, baseURL, api: 'chat', requestTimeoutMs: 50_000 });
    return provider.probe(model, new AbortController().signal);
  }
  const missing = (response: ServerResponse): void =>
    sendJSON(response, 404, { error: { message: 'not found' } });

  it('accepts a model that the server knows by name, or lists, and a server that lists none', async () => {
    expect((await probe((_, response) => sendJSON(response, 200, { id: 'm', object: 'model' }))).ok).toBe(
      true,
    );
    await server?.close();
    const lists: Answer = (call, response) =>
      call.path === '/v1/models' ? sendJSON(response, 200, { data: [{ id: 'org/m' }] }) : missing(response);
    expect((await probe(lists, 'org/m')).ok).toBe(true);
    await server?.close();
    expect((await probe((_, response) => missing(response))).ok).toBe(true);
  });

  it('refuses a model that the server does not list, and a wrong key', async () => {
    const lists: Answer = (call, response) =>
      call.path === '/v1/models' ? sendJSON(response, 200, { data: [{ id: 'other' }] }) : missing(response);
    const unknown = await probe(lists);
    expect(unknown).toMatchObject({ ok: false, error: { kind: 'bad-request' } });
    expect(JSON.stringify(unknown)).toContain('other');
    await server?.close();
    const refused = await probe((_, response) =>
      sendJSON(response, 401, { error: { message: `wrong ${KEY}` } }),
    );
    expect(refused).toMatchObject({ ok: false, error: { kind: 'auth' } });
    expect(JSON.stringify(refused)).not.toContain(KEY);
  });
});

it('tells OpenAI by its host name', () => {
  expect(isOpenAIHost('https://api.openai.com/v1')).toBe(true);
  expect(isOpenAIHost('https://eu.api.openai.com/v1')).toBe(true);
  expect(isOpenAIHost('https://openai.com.evil.test/v1')).toBe(false);
  expect(isOpenAIHost('http://127.0.0.1:8000/v1?x=api.openai.com')).toBe(false);
});
