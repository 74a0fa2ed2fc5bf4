import { describe, expect, it } from 'vitest';
import { composeAnswer } from '../../src/simulator/compose-answer.ts';
import type { ModelCall, SimulatedMessage } from '../../src/simulator/conversation.ts';
import { createModel, type SimulatedModel } from '../../src/simulator/model.ts';
import { createChance } from '../../src/simulator/seeded.ts';
import { answersFolder, SAMPLE } from './support.ts';

const prompt: SimulatedMessage = { role: 'user', content: 'Do WORKER_001.' };
const said = (content: string): SimulatedMessage => ({ role: 'assistant', content });
const asked = (content: string): SimulatedMessage => ({ role: 'user', content });

async function say(
  model: SimulatedModel,
  messages: readonly SimulatedMessage[],
  maxTokens: number | null = null,
) {
  const call: ModelCall = { messages, model: 'm', stream: false, maxTokens, includeUsage: true };
  const turn = model.turn(call);
  const reply = await model.reply(call, turn);
  if (!reply.ok) throw new Error(reply.error);
  return { ...turn, ...reply.value };
}

/** A model whose first answer is cut off in the wanted way: the first seed that draws it. */
async function cutModel(finish: 'stop' | 'length', restarts: boolean): Promise<SimulatedModel> {
  const answersDir = await answersFolder({ 'WORKER_001/a.py': SAMPLE });
  const files = [{ path: 'a.py', content: SAMPLE }];
  for (let seed = 0; seed < 100; seed++) {
    const answer = composeAnswer(files, 'truncate', createChance(seed, 'WORKER_001', 1, 'text'));
    if (answer.finish !== finish || answer.restarts !== restarts) continue;
    return createModel(answersDir, { seed, rates: {}, script: { WORKER_001: ['truncate', 'guide'] } });
  }
  throw new Error('no seed draws it');
}

describe('continuations', () => {
  it('goes on after an honest cut, in whatever words it is asked', async () => {
    const model = await cutModel('length', false);
    const first = await say(model, [prompt]);
    const second = await say(model, [prompt, said(first.text), asked('Write the remaining characters.')]);
    expect(second).toMatchObject({ n: 1, continuation: true, finish: 'stop' });
    expect(first.text + second.text).toContain(SAMPLE);
  });

  it('finds the rest though the client trimmed what it had', async () => {
    const model = await cutModel('length', false);
    const first = await say(model, [prompt], 31);
    const second = await say(model, [prompt, said(first.text.trim()), asked('continue')]);
    expect(first.text + second.text).toContain(SAMPLE);
  });

  it('takes a complaint about a silent cut for a new request', async () => {
    const model = await cutModel('stop', false);
    const first = await say(model, [prompt]);
    const second = await say(model, [
      prompt,
      said(first.text),
      asked('The file is incomplete. Send it again.'),
    ]);
    expect(second).toMatchObject({ n: 2, continuation: false, fault: 'guide' });
  });

  it('begins again once only', async () => {
    const model = await cutModel('length', true);
    const first = await say(model, [prompt]);
    const history = [prompt, said(first.text), asked('continue')];
    const second = await say(model, history, 50);
    expect(second.text).toBe(first.text.slice(0, 200));
    expect(second.finish).toBe('length');
    const third = await say(model, [...history, said(second.text), asked('continue')]);
    expect(second.text + third.text).toContain(SAMPLE);
    expect(third.text).not.toContain(second.text);
  });

  it('gives the whole answer where it does not know what was said', async () => {
    const model = await cutModel('length', false);
    const answer = await say(model, [prompt, said('```python\nimport'), asked('continue')]);
    expect(answer).toMatchObject({ n: 0, fault: 'ok', continuation: true });
    expect(answer.text).toContain(SAMPLE);
    expect((await say(model, [prompt])).n).toBe(1);
  });
});
