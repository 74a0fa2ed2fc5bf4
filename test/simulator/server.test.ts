import { EventEmitter, once } from 'node:events';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../src/simulator/answers.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { answersFolder, simulator } from './support.ts';

async function post(
  server: Simulator,
  path: string,
  body: string,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(server.url + path, { method: 'POST', body });
  return { status: response.status, body: await response.json() };
}
const chat = (content: string) =>
  JSON.stringify({ model: 'm', stream: false, messages: [{ role: 'user', content }] });
const textOf = (answer: { body: unknown }): string =>
  (answer.body as { message: { content: string } }).message.content;

describe('requests that are wrong', () => {
  it('says what is wrong with a body', async () => {
    const server = await simulator({ answersDir: await answersFolder({}) });
    expect(await post(server, '/v1/chat/completions', '{"model":')).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('the body is not JSON') as string } },
    });
    expect(await post(server, '/api/chat', 'no')).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('the body is not JSON') as string },
    });
    expect(await post(server, '/v1/chat/completions', '{"model":"m"}')).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('messages: ') as string } },
    });
    const kept = await post(server, '/v1/responses', '{"model":"m","input":"x","previous_response_id":"r"}');
    expect(kept).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('keeps no responses') as string } },
    });
    expect(server.requests()).toEqual([]);
  });

  it('refuses a body over 16 MB and reads one below', async () => {
    const server = await simulator({ answersDir: await answersFolder({}) });
    expect((await post(server, '/api/chat', chat('x'.repeat(16 * 1024 * 1024)))).status).toBe(413);
    expect((await post(server, '/api/chat', chat('x'.repeat(15 * 1024 * 1024)))).status).toBe(200);
  });

  it('knows its routes', async () => {
    const server = await simulator({ answersDir: await answersFolder({}) });
    expect((await post(server, '/v1/embeddings', '{}')).status).toBe(404);
    expect((await post(server, '/constructor', '{}')).status).toBe(404);
    expect((await fetch(`${server.url}/v1/chat/completions`)).status).toBe(405);
    expect(await (await fetch(server.url)).text()).toBe('Ollama is running');
  });
});

describe('answers', () => {
  it('says so where a worker has none, or where none is named', async () => {
    const answersDir = await answersFolder({ 'WORKER_001/a.py': 'x = 1\n' });
    const server = await simulator({ answersDir });
    expect(textOf(await post(server, '/api/chat', chat('WORKER_999')))).toBe(
      `I have no answer for WORKER_999 in ${answersDir}.\n`,
    );
    expect(textOf(await post(server, '/api/chat', chat('hello')))).toBe('The request names no worker.\n');
    expect(server.requests()).toMatchObject([{ worker: 'WORKER_999' }, { worker: null, n: 0, fault: 'ok' }]);
  });

  it('holds all files, with fences that their contents cannot close', async () => {
    const readme = '# Use\n\n````md\n```python\nx\n```\n````\n';
    const answersDir = await answersFolder({
      'WORKER_001/docs/README.md': readme,
      'WORKER_001/a.py': 'x = 1',
    });
    const server = await simulator({ answersDir });
    const text = textOf(await post(server, '/api/chat', chat('WORKER_001')));
    expect(text).toMatch(/^`{5}markdown[\s\S]*^`{5}$/m);
    expect(text).toContain(readme);
    expect(text).toContain('\nx = 1\n```\n');
    expect(text.indexOf('a.py')).toBeLessThan(text.indexOf('docs/README.md'));
  });

  it('refuses symbolic links and what is not text', async () => {
    const answersDir = await answersFolder({
      'WORKER_001/a.py': 'x = 1\n',
      'WORKER_002/a.py': 'x = 1\n',
      'WORKER_004/__pycache__/a.pyc': '\u0000',
      'WORKER_004/a.py': '',
    });
    await symlink('/etc/passwd', join(answersDir, 'WORKER_001', 'link.py'));
    await symlink(join(answersDir, 'WORKER_002'), join(answersDir, 'WORKER_003'));
    const linked = await readAnswer(answersDir, 'WORKER_001');
    expect(linked.ok ? '' : linked.error).toContain('link.py');
    expect((await readAnswer(answersDir, 'WORKER_003')).ok).toBe(false);
    expect(await readAnswer(answersDir, 'WORKER_004')).toEqual({
      ok: true,
      value: [{ path: 'a.py', content: '' }],
    });
    const server = await simulator({ answersDir });
    expect((await post(server, '/api/chat', chat('WORKER_001'))).status).toBe(400);
  });
});

describe('starting and ending', () => {
  it('does not start without the answers folder or on a taken port', async () => {
    const answersDir = await answersFolder({});
    const server = await simulator({ answersDir });
    await expect(startSimulator({ answersDir: join(answersDir, 'none') })).rejects.toThrow(
      'answers folder is not there',
    );
    await expect(startSimulator({ answersDir, port: server.port })).rejects.toThrow('EADDRINUSE');
    await expect(startSimulator({ answersDir, tokensPerSecond: 0 })).rejects.toThrow('tokens per second');
  });

  it('gives the same answers whatever the order of the workers', async () => {
    const answersDir = await answersFolder(
      Object.fromEntries(
        [1, 2, 3, 4, 5, 6].map((n) => [`WORKER_00${n}/a.py`, `def f():\n    return (${n})\n`]),
      ),
    );
    const ids = [1, 2, 3, 4, 5, 6].map((n) => `WORKER_00${n}`);
    const run = async (order: readonly string[], seed: number): Promise<Record<string, string>> => {
      const server = await simulator({
        answersDir,
        seed,
        rates: { guide: 0.3, stub: 0.3, 'prose-code': 0.2 },
      });
      const answers: [string, string][] = [];
      for (const id of order) answers.push([id, textOf(await post(server, '/api/chat', chat(id)))]);
      return Object.fromEntries(answers);
    };
    const forwards = await run(ids, 1);
    expect(await run(ids.toReversed(), 1)).toEqual(forwards);
    expect(await run(ids, 2)).not.toEqual(forwards);
  });

  it.each(['client', 'server'])('ends the timers of an answer when the %s ends it', async (who) => {
    const timer = new EventEmitter();
    const waits = once(timer, 'waits');
    const cancelled = once(timer, 'cancelled');
    const clock = {
      now: () => 0,
      after: () => {
        timer.emit('waits');
        return () => void timer.emit('cancelled');
      },
    };
    const answersDir = await answersFolder({ 'WORKER_001/a.py': 'x = 1\n' });
    const server = await simulator({ answersDir, clock, tokensPerSecond: 10 });
    const leave = new AbortController();
    const body = JSON.stringify({ model: 'm', prompt: 'WORKER_001' });
    const init = { method: 'POST', body, signal: leave.signal };
    const reading = fetch(`${server.url}/api/generate`, init).then((response) => response.text());
    const ended = expect(reading).rejects.toThrow();
    await waits;
    if (who === 'client') leave.abort();
    else await server.close();
    await cancelled;
    await ended;
  });

  it('closes twice without harm', async () => {
    const server = await startSimulator({ answersDir: await answersFolder({}) });
    await Promise.all([server.close(), server.close()]);
  });
});
