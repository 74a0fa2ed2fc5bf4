import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import type { FaultName } from '../../src/simulator/faults.ts';
import type { Simulator, SimulatorOptions } from '../../src/simulator/server.ts';
import {
  answersFolder,
  collect,
  hasPython,
  instantClock,
  NEEDS_PYTHON,
  parsesAsPython,
  SAMPLE,
  simulator,
} from './support.ts';

const PATH = 'src/sample.py';
const ask = (worker = 'WORKER_001') => [{ role: 'user' as const, content: `Do ${worker}.` }];

interface Rig {
  readonly server: Simulator;
  readonly openai: OpenAI;
  readonly ollama: Ollama;
}

async function setUp(fault: FaultName, options: Partial<SimulatorOptions> = {}): Promise<Rig> {
  const answersDir = await answersFolder({ [`WORKER_001/${PATH}`]: SAMPLE });
  const server = await simulator({ answersDir, rates: { [fault]: 1 }, ...options });
  const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0, timeout: 20_000 });
  return { server, openai, ollama: new Ollama({ host: server.url }) };
}

async function chat(openai: OpenAI, messages: OpenAI.ChatCompletionMessageParam[] = ask()) {
  const answer = await openai.chat.completions.create({ model: 'simulated', messages });
  return { text: answer.choices[0]?.message.content ?? '', finish: answer.choices[0]?.finish_reason };
}

/** The texts of several requests in a row: several draws of one fault. */
async function texts(fault: FaultName, times = 12): Promise<string[]> {
  const { openai } = await setUp(fault);
  const all: string[] = [];
  for (let i = 0; i < times; i++) all.push((await chat(openai)).text);
  return all;
}

/** The content of the first Python fence, without the line that may name its path. */
const firstFence = (text: string): string =>
  (/^(`{3,})(?:python|text).*\r?\n([\s\S]*?)^\1\r?$/m.exec(text)?.[2] ?? '').replace(/^# \S+\.py\n/, '');

describe('faults of the text', () => {
  it('guide: prose without the code', async () => {
    const guides = await texts('guide');
    expect(new Set(guides).size).toBeGreaterThan(2);
    for (const text of guides) expect(text).not.toMatch(/```python|def /);
  });

  it.skipIf(!hasPython)(
    `broken, stub and elide: the right path, the wrong code ${NEEDS_PYTHON}`,
    async () => {
      const [broken, stubs, elided] = await Promise.all([texts('broken'), texts('stub'), texts('elide')]);
      expect(parsesAsPython(broken.map(firstFence))).toEqual(broken.map(() => false));
      expect(parsesAsPython(stubs.map(firstFence))).toEqual(stubs.map(() => true));
      expect(stubs.filter((text) => text.includes('names.sort()'))).toEqual([]);
      expect(elided.filter((text) => !/^ *# .*(?:unchanged|existing|remains|stays)/m.test(text))).toEqual([]);
    },
  );

  it('empty: nothing at all, streamed or not', async () => {
    const { openai, ollama } = await setUp('empty');
    expect(await chat(openai)).toEqual({ text: '', finish: 'stop' });
    expect((await openai.responses.create({ model: 'm', input: 'WORKER_001' })).output_text).toBe('');
    const helper = openai.responses.stream({ model: 'm', input: 'WORKER_001' });
    expect((await helper.finalResponse()).output_text).toBe('');
    const parts = await collect(await ollama.chat({ model: 'm', messages: ask(), stream: true }));
    expect(parts).toMatchObject([{ done: true, message: { content: '' }, eval_count: 0 }]);
  });

  it('wrongfile and escape: the right code elsewhere', async () => {
    const [wrong, escaping] = await Promise.all([texts('wrongfile'), texts('escape', 24)]);
    for (const text of [...wrong, ...escaping]) {
      expect(firstFence(text)).toBe(SAMPLE);
      expect(text.replace(SAMPLE, '')).not.toMatch(/(?<![\w/])src\/sample\.py/);
    }
    for (const kind of ['../../etc/', '/tmp/wingman-escaped/', '.git/hooks/post-checkout']) {
      expect(escaping.some((text) => text.includes(kind))).toBe(true);
    }
  });

  it('ansi: escape codes around code that has none', async () => {
    for (const text of await texts('ansi')) {
      expect(firstFence(text)).toBe(SAMPLE);
      expect(text.replace(SAMPLE, '')).toMatch(/[\u001b\u009b]/);
      expect(text).toContain(PATH);
    }
  });

  it('crlf: no bare line feed', async () => {
    for (const text of await texts('crlf')) {
      expect(text).not.toMatch(/(?<!\r)\n/);
      expect(text.replaceAll('\r\n', '\n')).toContain(SAMPLE);
    }
  });

  it('prose-code: the right code, a second fence without a path, and much talk', async () => {
    for (const text of await texts('prose-code')) {
      expect(firstFence(text)).toBe(SAMPLE);
      expect(text).toContain(PATH);
      expect(text.match(/^```/gm)?.length).toBeGreaterThanOrEqual(4);
    }
  });

  it('ok: several shapes of the same right answer', async () => {
    const answers = await texts('ok', 40);
    for (const text of answers) expect(firstFence(text)).toBe(SAMPLE);
    const shapes = [
      /^```python src/m,
      /^\*\*src/m,
      /^`src.*`:$/m,
      /^File: src/m,
      /^### `src/m,
      /^# src/m,
      /^```python$/m,
    ];
    for (const shape of shapes) expect(answers.some((text) => shape.test(text))).toBe(true);
    expect(answers.some((text) => !text.replace(SAMPLE, '').includes(PATH))).toBe(true);
  });
});

describe('truncate', () => {
  it('is honest or silent, ends inside the file, and gives the rest or the whole when asked to continue', async () => {
    const { openai, server } = await setUp('truncate');
    const kinds = new Set<string>();
    for (let i = 0; i < 24; i++) {
      const first = await chat(openai);
      expect(first.text.match(/^```/gm)).toHaveLength(1);
      const goOn = { role: 'user' as const, content: 'Continue exactly where you stopped.' };
      const second = await chat(openai, [...ask(), { role: 'assistant', content: first.text }, goOn]);
      expect(second.finish).toBe('stop');
      const restarts = second.text.includes(SAMPLE);
      if (!restarts) expect(firstFence(first.text + second.text)).toBe(SAMPLE);
      kinds.add(`${first.finish} ${restarts ? 'restarts' : 'goes on'}`);
    }
    expect([...kinds].toSorted()).toEqual([
      'length goes on',
      'length restarts',
      'stop goes on',
      'stop restarts',
    ]);
    expect(server.requests().filter(({ continuation }) => continuation)).toHaveLength(24);
    expect(server.requests().at(-1)).toMatchObject({ n: 24, fault: 'truncate', continuation: true });
  });

  it('takes a retry that quotes a complete answer for a new request', async () => {
    const { openai, server } = await setUp('broken');
    const first = await chat(openai);
    const complaint = {
      role: 'user' as const,
      content: 'The tests fail. Continue to follow the answer format.',
    };
    await chat(openai, [...ask(), { role: 'assistant', content: first.text }, complaint]);
    expect(server.requests().map(({ n, continuation }) => [n, continuation])).toEqual([
      [1, false],
      [2, false],
    ]);
  });
});

describe('faults of the connection', () => {
  it('disconnect: some text, then a broken connection, for every kind of request', async () => {
    const { openai, ollama, server } = await setUp('disconnect');
    const stream = await openai.chat.completions.create({ model: 'm', messages: ask(), stream: true });
    let text = '';
    const read = async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    };
    await expect(read()).rejects.toThrow();
    expect(text.length).toBeGreaterThan(SAMPLE.length / 4);
    expect(text).not.toContain(SAMPLE);
    await expect(openai.responses.stream({ model: 'm', input: ask() }).finalResponse()).rejects.toThrow();
    await expect(chat(openai)).rejects.toThrow();
    const lines = await ollama.chat({ model: 'm', messages: ask(), stream: true });
    await expect(collect(lines)).rejects.toThrow();
    await expect(ollama.chat({ model: 'm', messages: ask() })).rejects.toThrow();
    expect(server.requests().map(({ fault }) => fault)).toEqual(Array(5).fill('disconnect'));
  });

  it('stall: a few tokens, then nothing until the client leaves', async () => {
    const { openai } = await setUp('stall');
    const leave = new AbortController();
    const stream = await openai.chat.completions.create(
      { model: 'm', messages: ask(), stream: true },
      { signal: leave.signal },
    );
    let text = '';
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      if (text.length === 32) leave.abort();
    }
    expect(text).toHaveLength(32);
  });

  it('stall: close ends what hangs', async () => {
    const { openai, ollama, server } = await setUp('stall');
    const stream = await openai.chat.completions.create({ model: 'm', messages: ask(), stream: true });
    const lines = await ollama.generate({ model: 'm', prompt: 'WORKER_001', stream: true });
    const ends = [expect(collect(stream)).rejects.toThrow(), expect(collect(lines)).rejects.toThrow()];
    await server.close();
    await Promise.all(ends);
    await expect(fetch(`${server.url}/api/version`)).rejects.toThrow();
  });

  it('slow: a tenth of the speed', async () => {
    const clock = instantClock();
    const { openai } = await setUp('slow', { clock, tokensPerSecond: 100 });
    const stream = await openai.chat.completions.create({ model: 'm', messages: ask(), stream: true });
    await collect(stream);
    expect(new Set(clock.slept)).toEqual(new Set([100]));
  });

  it.each([
    ['e429', OpenAI.RateLimitError, 429],
    ['e500', OpenAI.InternalServerError, 500],
    ['e401', OpenAI.AuthenticationError, 401],
  ] as const)('%s: the errors that the SDKs know', async (fault, kind, status) => {
    const { openai, ollama } = await setUp(fault);
    const error: unknown = await chat(openai).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(kind);
    const { headers, message } = error as InstanceType<typeof kind>;
    expect(headers.get('retry-after')).toBe(fault === 'e429' ? '1' : null);
    expect(message).not.toContain('no body');
    await expect(openai.responses.create({ model: 'm', input: ask(), stream: true })).rejects.toThrow(kind);
    const refused = { status_code: status, error: expect.stringMatching(/\w/) as string };
    await expect(ollama.chat({ model: 'm', messages: ask() })).rejects.toMatchObject(refused);
    await expect(ollama.generate({ model: 'm', prompt: 'WORKER_001', stream: true })).rejects.toMatchObject(
      refused,
    );
  });

  it('follows the script by number of request, each worker for itself', async () => {
    const faults = { WORKER_001: ['e500', 'empty'], WORKER_002: ['e401'] } as const;
    const { openai, server } = await setUp('ok', { faults });
    await chat(openai).catch(() => undefined);
    await chat(openai, ask('WORKER_002')).catch(() => undefined);
    expect((await chat(openai)).text).toBe('');
    expect((await chat(openai)).text).toContain(SAMPLE);
    expect(server.requests().map(({ worker, n, fault }) => `${worker} ${n} ${fault}`)).toEqual([
      'WORKER_001 1 e500',
      'WORKER_002 1 e401',
      'WORKER_001 2 empty',
      'WORKER_001 3 ok',
    ]);
  });
});
