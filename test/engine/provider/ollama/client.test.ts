import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createOllama } from '../../../../src/engine/provider/ollama/client.ts';
import type { ModelAnswer, ModelRequest, RequestFault } from '../../../../src/engine/provider/provider.ts';
import type { Result } from '../../../../src/engine/domain/result.ts';
import { fakeClock, type FakeClock } from '../../../support/fake-clock.ts';
import {
  sendJSON,
  sendLines,
  serveModel,
  type ModelServer,
  type ServedCall,
} from '../../../support/model-server.ts';

const REQUEST: ModelRequest = {
  messages: [{ role: 'user', content: 'hi' }],
  model: 'm',
  maxOutputTokens: 1_000,
  countTokens: () => Promise.resolve(5),
};

let server: ModelServer | null = null;
afterEach(async () => {
  vi.restoreAllMocks();
  await server?.close();
  server = null;
});

interface Options {
  readonly contextLength?: number | null;
  readonly request?: ModelRequest;
  readonly signal?: AbortSignal;
  readonly clock?: FakeClock;
  readonly onText?: (text: string) => void;
}
interface Asked {
  readonly result: Result<ModelAnswer, RequestFault>;
  readonly texts: string[];
  readonly chats: readonly ServedCall[];
}

async function ask(chat: (response: ServerResponse) => void, options: Options = {}): Promise<Asked> {
  const { contextLength = 32_768 } = options;
  server = await serveModel((call, response) => {
    if (call.path !== '/api/show') return chat(response);
    const info =
      contextLength === null ? {} : { 'general.architecture': 'q', 'q.context_length': contextLength };
    sendJSON(response, 200, { model_info: info });
  });
  const clock = options.clock ?? fakeClock();
  const provider = createOllama({ host: server.url, requestTimeoutMs: 50_000, clock });
  const texts: string[] = [];
  const onText = (text: string): void => {
    texts.push(text);
    options.onText?.(text);
  };
  const signal = options.signal ?? new AbortController().signal;
  const result = await provider.complete(options.request ?? REQUEST, onText, signal);
  return { result, texts, chats: server.calls.filter(({ path }) => path === '/api/chat') };
}

const faultOf = (result: Result<ModelAnswer, RequestFault>): RequestFault => {
  if (result.ok) throw new Error(`expected a fault, got ${JSON.stringify(result.value)}`);
  return result.error;
};

const part = (message: object, extra: object = {}): object => ({
  model: 'm',
  message: { role: 'assistant', content: '', ...message },
  done: false,
  ...extra,
});
const done = (reason: string): object =>
  part({}, { done: true, done_reason: reason, prompt_eval_count: 12, eval_count: 4 });

describe('the answer', () => {
  it('is streamed with its usage, in a context that holds the prompt', async () => {
    const { result, texts, chats } = await ask((response) => {
      sendLines(response, [part({ content: 'one ' }), part({ content: 'two' }), done('stop')]);
      response.end();
    });
    expect(result).toEqual({
      ok: true,
      value: { text: 'one two', finish: 'stop', usage: { inputTokens: 12, outputTokens: 4 } },
    });
    expect(texts.join('')).toBe('one two');
    expect(chats[0]?.body).toMatchObject({
      stream: true,
      truncate: false,
      options: { num_ctx: 2_048, num_predict: 1_000 },
    });
  });

  it('is cut off when the server says so, and thinking is no part of it', async () => {
    const { result, texts } = await ask((response) => {
      sendLines(response, [
        part({ thinking: 'hmm' }),
        part({ content: '<think>x</think>\n' }),
        part({ content: 'code' }),
        done('length'),
      ]);
      response.end();
    });
    expect(result).toMatchObject({ ok: true, value: { text: 'code', finish: 'length' } });
    expect(texts).toEqual(['', '', 'code']);
  });

  it('is none without the last line', async () => {
    const { result } = await ask((response) => {
      sendLines(response, [part({ content: 'whole looking answer' })]);
      response.end();
    });
    expect(faultOf(result).kind).toBe('disconnected');
  });

  it('never loses its middle: an unreadable line is a fault, without a word to the console', async () => {
    const spies = (['log', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name));
    const { result } = await ask((response) => {
      sendLines(response, [part({ content: 'begin' })]);
      response.write('{"message": {"content": "mid\n');
      response.end(`${JSON.stringify(done('stop'))}\n`);
    });
    expect(faultOf(result).kind).toBe('disconnected');
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });

  it('never ends in the middle of a line', async () => {
    const spy = vi.spyOn(console, 'warn');
    const { result } = await ask((response) => {
      sendLines(response, [part({ content: 'begin' })]);
      response.end('{"message": {"content": "mid');
    });
    expect(faultOf(result)).toMatchObject({ kind: 'disconnected' });
    expect(faultOf(result).detail).toContain('incomplete');
    expect(spy).not.toHaveBeenCalled();
  });
});

describe('the context', () => {
  const long = (words: number): ModelRequest => ({
    ...REQUEST,
    messages: [{ role: 'user', content: 'word '.repeat(words) }],
    // Five around the message, and one a word.
    countTokens: () => Promise.resolve(words + 5),
  });
  const stop = (response: ServerResponse): void => {
    sendLines(response, [done('stop')]);
    response.end();
  };
  const numCtx = (asked: Asked): unknown =>
    (asked.chats[0]?.body['options'] as Record<string, unknown>)['num_ctx'];

  it('grows with the prompt in steps, and not beyond what the model was made for', async () => {
    expect(numCtx(await ask(stop, { request: long(10_000) }))).toBe(14_336);
    await server?.close();
    expect(numCtx(await ask(stop, { request: long(10_000), contextLength: 12_000 }))).toBe(12_000);
    await server?.close();
    expect(numCtx(await ask(stop, { request: long(10_000), contextLength: null }))).toBe(14_336);
  });

  it('refuses a prompt that does not fit, before the server could cut it', async () => {
    const { result, chats } = await ask(stop, { request: long(10_000), contextLength: 8_192 });
    expect(faultOf(result).kind).toBe('bad-request');
    expect(faultOf(result).detail).toMatch(/does not fit the model's context of 8192/);
    expect(chats).toHaveLength(0);
  });

  it('is asked for once, and does not shrink again: every other size reloads the model', async () => {
    await ask(stop);
    await server?.close();
    server = await serveModel((call, response) =>
      call.path === '/api/show'
        ? sendJSON(response, 200, { model_info: { 'q.context_length': 32_768 } })
        : stop(response),
    );
    const provider = createOllama({ host: server.url, requestTimeoutMs: 50_000, clock: fakeClock() });
    const { signal } = new AbortController();
    for (const words of [10_000, 10]) await provider.complete(long(words), () => {}, signal);
    expect(server.calls.map(({ path }) => path)).toEqual(['/api/show', '/api/chat', '/api/chat']);
    expect(server.calls[2]?.body['options']).toMatchObject({ num_ctx: 14_336 });
  });
});

describe('faults', () => {
  it.each([
    [404, 'bad-request', /404 model 'm' not found: run "ollama pull m"/],
    [401, 'auth', /401/],
    [429, 'rate-limit', /429/],
    [503, 'overloaded', /server busy|503/],
    [400, 'bad-request', /400/],
  ])('takes %i for %s', async (status, kind, detail) => {
    const error = status === 404 ? "model 'm' not found" : 'server busy';
    const { result, chats } = await ask((response) =>
      sendJSON(response, status, { error }, { 'retry-after': '3' }),
    );
    expect(faultOf(result)).toMatchObject({ kind, retryAfterMs: 3_000 });
    expect(faultOf(result).detail).toMatch(detail);
    expect(chats).toHaveLength(1);
  });

  it('takes an error inside the stream for the server being overloaded', async () => {
    const { result } = await ask((response) => {
      sendLines(response, [part({ content: 'a' }), { error: 'model runner has stopped' }]);
      response.end();
    });
    expect(faultOf(result)).toMatchObject({ kind: 'overloaded', detail: 'model runner has stopped' });
  });

  it('says what to do when no server is there', async () => {
    server = await serveModel(() => {});
    const { url } = server;
    await server.close();
    server = null;
    const provider = createOllama({ host: url, requestTimeoutMs: 50_000, clock: fakeClock() });
    const result = await provider.complete(REQUEST, () => {}, new AbortController().signal);
    expect(faultOf(result).kind).toBe('unreachable');
    expect(faultOf(result).detail).toMatch(/ollama serve.*OLLAMA_HOST/);
  });

  it('calls a connection that breaks in the middle disconnected', async () => {
    const { result } = await ask((response) => sendLines(response, [part({ content: 'half' })]), {
      onText: () => void server?.close(),
    });
    expect(faultOf(result).kind).toBe('disconnected');
  });

  it('ends at once when it is given up, and when its time is over', async () => {
    const half = (response: ServerResponse): void => sendLines(response, [part({ content: 'half' })]);
    const given = new AbortController();
    const clock = fakeClock();
    const { result } = await ask(half, { signal: given.signal, onText: () => given.abort(), clock });
    expect(faultOf(result).kind).toBe('unreachable');
    expect(clock.pending()).toBe(0);
    await server?.close();
    const late = await ask(half, { clock, onText: () => clock.advance(50_000) });
    expect(faultOf(late.result)).toMatchObject({
      kind: 'disconnected',
      detail: 'no complete answer within 50 s',
    });
  });

  it('ends at once while the server has not answered at all', async () => {
    const given = new AbortController();
    server = await serveModel(() => given.abort());
    const provider = createOllama({ host: server.url, requestTimeoutMs: 50_000, clock: fakeClock() });
    expect(faultOf(await provider.complete(REQUEST, () => {}, given.signal)).kind).toBe('unreachable');
  });
});

it('probes for the model', async () => {
  server = await serveModel((call, response) =>
    call.body['model'] === 'here'
      ? sendJSON(response, 200, { model_info: {} })
      : sendJSON(response, 404, { error: `model '${String(call.body['model'])}' not found` }),
  );
  const provider = createOllama({ host: server.url, requestTimeoutMs: 50_000 });
  const { signal } = new AbortController();
  expect(await provider.probe('here', signal)).toEqual({ ok: true, value: undefined });
  const missing = await provider.probe('gone', signal);
  expect(missing).toMatchObject({ ok: false, error: { kind: 'bad-request' } });
  expect(JSON.stringify(missing)).toContain('ollama pull gone');
});
