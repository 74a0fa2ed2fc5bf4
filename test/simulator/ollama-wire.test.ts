import { Ollama } from 'ollama';
import { describe, expect, it } from 'vitest';
import type { Simulator, SimulatorOptions } from '../../src/simulator/server.ts';
import { answersFolder, collect, SAMPLE, simulator } from './support.ts';

const messages = [
  { role: 'system', content: 'You write code.' },
  { role: 'user', content: 'Do WORKER_001.' },
];

async function setUp(
  options: Partial<SimulatorOptions> = {},
): Promise<{ server: Simulator; client: Ollama }> {
  const answersDir = await answersFolder({ 'WORKER_001/src/sample.py': SAMPLE });
  const server = await simulator({ answersDir, ...options });
  return { server, client: new Ollama({ host: server.url }) };
}

describe('chat', () => {
  it('answers at once', async () => {
    const { client, server } = await setUp();
    const answer = await client.chat({ model: 'llama', messages });
    expect(answer.message).toEqual({ role: 'assistant', content: expect.stringContaining(SAMPLE) as string });
    expect(answer).toMatchObject({ model: 'llama', done: true, done_reason: 'stop', prompt_eval_count: 8 });
    expect(answer.eval_count).toBe(Math.ceil(answer.message.content.length / 4));
    expect(server.requests()).toMatchObject([
      { worker: 'WORKER_001', endpoint: '/api/chat', promptChars: 29 },
    ]);
  });

  it('streams the same text, with the counts in the last line', async () => {
    const { client } = await setUp();
    const { client: other } = await setUp();
    const parts = await collect(await client.chat({ model: 'llama', messages, stream: true }));
    const text = parts.map((part) => part.message.content).join('');
    const whole = await other.chat({ model: 'llama', messages });
    expect(text).toBe(whole.message.content);
    expect(parts.map(({ done }) => done)).toEqual([...parts.slice(1).map(() => false), true]);
    expect(parts.at(-1)).toMatchObject({
      done_reason: 'stop',
      prompt_eval_count: 8,
      eval_count: whole.eval_count,
    });
  });

  it('ends at num_predict with done_reason length, and goes on when asked', async () => {
    const { client } = await setUp();
    const first = await client.chat({ model: 'llama', messages, options: { num_predict: 50 } });
    expect(first.done_reason).toBe('length');
    expect(first.message.content).toHaveLength(200);
    const more = [
      ...messages,
      first.message,
      { role: 'user', content: 'Continue exactly where you left off.' },
    ];
    const second = await client.chat({ model: 'llama', messages: more, options: { num_predict: -1 } });
    expect(second.done_reason).toBe('stop');
    expect(first.message.content + second.message.content).toContain(SAMPLE);
  });
});

describe('generate', () => {
  it('answers at once and streamed', async () => {
    const { client, server } = await setUp();
    const whole = await client.generate({ model: 'llama', system: 'Code.', prompt: 'WORKER_001' });
    expect(whole.response).toContain(SAMPLE);
    expect(whole).toMatchObject({ done: true, done_reason: 'stop', prompt_eval_count: 4 });
    const parts = await collect(
      await client.generate({
        model: 'llama',
        prompt: 'WORKER_001',
        stream: true,
        options: { num_predict: 10 },
      }),
    );
    expect(parts.map(({ response }) => response).join('')).toHaveLength(40);
    expect(parts.at(-1)).toMatchObject({ done: true, done_reason: 'length', eval_count: 10 });
    expect(server.requests().map(({ n, endpoint }) => [n, endpoint])).toEqual([
      [1, '/api/generate'],
      [2, '/api/generate'],
    ]);
  });

  it('streams where the request does not say, as Ollama does', async () => {
    const { server } = await setUp();
    const body = JSON.stringify({ model: 'llama', prompt: 'WORKER_001' });
    const response = await fetch(`${server.url}/api/generate`, { method: 'POST', body });
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    expect((await response.text()).trim().split('\n').length).toBeGreaterThan(2);
  });
});

describe('the rest of the interface', () => {
  it('lists, shows and tells its version', async () => {
    const { client } = await setUp();
    expect((await client.list()).models.map(({ name }) => name)).toEqual(['simulated']);
    expect((await client.show({ model: 'anything' })).capabilities).toEqual(['completion']);
    expect((await client.version()).version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('does not know a model that is not in its list', async () => {
    const { client } = await setUp({ models: ['llama'] });
    await expect(client.show({ model: 'other' })).rejects.toMatchObject({ status_code: 404 });
    await expect(client.chat({ model: 'other', messages })).rejects.toThrow("model 'other' not found");
  });
});
