import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import type { Simulator, SimulatorOptions } from '../../src/simulator/server.ts';
import { answersFolder, instantClock, SAMPLE, simulator } from './support.ts';

const ask = (worker = 'WORKER_001') => [
  { role: 'system' as const, content: 'You write code.' },
  { role: 'user' as const, content: `Do ${worker}. It comes after WORKER_099.` },
];

async function setUp(
  options: Partial<SimulatorOptions> = {},
): Promise<{ server: Simulator; client: OpenAI }> {
  const answersDir = await answersFolder({ 'WORKER_001/src/sample.py': SAMPLE });
  const server = await simulator({ answersDir, ...options });
  return {
    server,
    client: new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0, timeout: 20_000 }),
  };
}

async function streamChat(client: OpenAI, body: Partial<OpenAI.ChatCompletionCreateParamsStreaming> = {}) {
  const stream = await client.chat.completions.create({
    model: 'simulated',
    messages: ask(),
    stream: true,
    stream_options: { include_usage: true },
    ...body,
  });
  const pieces: string[] = [];
  const seen: { finish: string | null; usage: OpenAI.CompletionUsage | null } = { finish: null, usage: null };
  for await (const chunk of stream) {
    const choice = chunk.choices[0];
    if (choice?.delta.content) pieces.push(choice.delta.content);
    if (choice === undefined && !chunk.usage) throw new Error('a chunk without a choice or usage');
    seen.finish = choice?.finish_reason ?? seen.finish;
    seen.usage = chunk.usage ?? seen.usage;
  }
  return { ...seen, pieces, text: pieces.join('') };
}

describe('chat completions', () => {
  it('answers at once', async () => {
    const { client, server } = await setUp();
    const answer = await client.chat.completions.create({ model: 'gpt-x', messages: ask() });
    expect(answer.choices[0]?.message.content).toContain(SAMPLE);
    expect(answer.choices[0]?.finish_reason).toBe('stop');
    expect(answer.model).toBe('gpt-x');
    const usage = answer.usage;
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
    const promptChars = ask().reduce((sum, { content }) => sum + content.length, 0);
    expect(usage?.prompt_tokens).toBe(Math.ceil(promptChars / 4));
    expect(server.requests()).toEqual([
      {
        worker: 'WORKER_001',
        n: 1,
        fault: 'ok',
        continuation: false,
        endpoint: '/v1/chat/completions',
        promptChars,
      },
    ]);
  });

  it('streams the same text, with usage and the finish reason', async () => {
    const { client } = await setUp();
    const { client: other } = await setUp();
    const streamed = await streamChat(client);
    const whole = await other.chat.completions.create({ model: 'simulated', messages: ask() });
    expect(streamed.text).toBe(whole.choices[0]?.message.content);
    expect(streamed.finish).toBe('stop');
    expect(streamed.usage).toEqual(whole.usage);
    expect(streamed.pieces).toHaveLength(4);
  });

  it('tells no usage that was not asked for', async () => {
    const { client } = await setUp();
    const plain = await streamChat(client, { stream_options: null });
    expect(plain.usage).toBeNull();
    expect(plain.text).toContain(SAMPLE);
  });

  it('stops at the limit with finish reason length, and goes on when asked', async () => {
    const { client, server } = await setUp();
    const messages: OpenAI.ChatCompletionMessageParam[] = ask();
    let text = '';
    for (let part = 0; part < 20; part++) {
      const answer = await streamChat(client, { messages, max_completion_tokens: 100 });
      expect(answer.text.length).toBeLessThanOrEqual(400);
      text += answer.text;
      messages.push({ role: 'assistant', content: answer.text }, { role: 'user', content: 'Continue.' });
      if (answer.finish === 'stop') break;
    }
    expect(text).toContain(SAMPLE);
    expect(new Set(server.requests().map(({ n }) => n))).toEqual(new Set([1]));
    expect(server.requests().filter(({ continuation }) => !continuation)).toHaveLength(1);
  });

  it('reads content parts and survives the SDK helper', async () => {
    const { client } = await setUp();
    const runner = client.chat.completions.stream({
      model: 'simulated',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'WORKER_001' }] }],
    });
    expect((await runner.finalChatCompletion()).choices[0]?.message.content).toContain(SAMPLE);
  });

  it('sends about a token at a time at the given speed, after the latency', async () => {
    const clock = instantClock();
    const { client } = await setUp({ clock, tokensPerSecond: 50, latencyMs: 300 });
    const { pieces } = await streamChat(client);
    expect(pieces.every((piece) => piece.length <= 4)).toBe(true);
    expect(clock.slept).toEqual([300, ...pieces.map(() => 20)]);
  });
});

describe('responses', () => {
  it('answers at once, from instructions and input', async () => {
    const { client } = await setUp();
    const answer = await client.responses.create({
      model: 'gpt-x',
      instructions: 'WORKER_001',
      input: 'WORKER_002',
    });
    expect(answer.output_text).toContain(SAMPLE);
    expect(answer.status).toBe('completed');
    expect(answer.usage?.output_tokens).toBe(Math.ceil(answer.output_text.length / 4));
  });

  it('streams every event in order', async () => {
    const { client } = await setUp();
    const stream = await client.responses.create({ model: 'simulated', input: ask(), stream: true });
    const types: string[] = [];
    const numbers: number[] = [];
    let text = '';
    let last: OpenAI.Responses.Response | null = null;
    for await (const event of stream) {
      if (types.at(-1) !== event.type) types.push(event.type);
      if ('sequence_number' in event) numbers.push(event.sequence_number);
      if (event.type === 'response.output_text.delta') text += event.delta;
      if (event.type === 'response.completed') last = event.response;
    }
    expect(types).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(numbers).toEqual(numbers.map((_, index) => index));
    expect(text).toContain(SAMPLE);
    expect(last?.usage?.total_tokens).toBe(
      (last?.usage?.input_tokens ?? 0) + (last?.usage?.output_tokens ?? 0),
    );
    const helper = await client.responses.stream({ model: 'simulated', input: ask() }).finalResponse();
    expect(helper.output_text).toContain(SAMPLE);
  });

  it.each([true, false])('is incomplete at the limit (stream: %s)', async (stream) => {
    const { client } = await setUp();
    const body = { model: 'simulated', input: ask(), max_output_tokens: 20 };
    const answer = stream
      ? await client.responses.stream(body).finalResponse()
      : await client.responses.create(body);
    expect(answer.status).toBe('incomplete');
    expect(answer.incomplete_details).toEqual({ reason: 'max_output_tokens' });
    expect(answer.output_text).toHaveLength(80);
  });

  it('ends a stream that reached the limit with response.incomplete', async () => {
    const { client } = await setUp();
    const body = { model: 'simulated', input: ask(), max_output_tokens: 20, stream: true as const };
    const types: string[] = [];
    for await (const event of await client.responses.create(body)) types.push(event.type);
    expect(types.at(-1)).toBe('response.incomplete');
  });

  it('continues from an assistant item in the input', async () => {
    const { client, server } = await setUp();
    const first = await client.responses.create({ model: 'simulated', input: ask(), max_output_tokens: 100 });
    const second = await client.responses.create({
      model: 'simulated',
      input: [
        ...ask(),
        { role: 'assistant', content: first.output_text },
        { role: 'user', content: 'Please go on.' },
      ],
    });
    expect(first.output_text + second.output_text).toContain(SAMPLE);
    expect(server.requests().map(({ continuation }) => continuation)).toEqual([false, true]);
  });
});

describe('models', () => {
  it('accepts every name without a list of models', async () => {
    const { client } = await setUp();
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['simulated']);
    expect((await client.models.retrieve('a/b c')).id).toBe('a/b c');
  });

  it('knows only its list where it has one', async () => {
    const { client, server } = await setUp({ models: ['gpt-a', 'gpt-b'] });
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['gpt-a', 'gpt-b']);
    await expect(client.models.retrieve('gpt-c')).rejects.toThrow(OpenAI.NotFoundError);
    const unknown = client.chat.completions.create({ model: 'gpt-c', messages: ask() });
    await expect(unknown).rejects.toThrow("404 model 'gpt-c' not found");
    expect(server.requests()).toEqual([]);
  });
});
