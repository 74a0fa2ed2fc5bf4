import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/engine/domain/clock.ts';
import type { FailureReason } from '../../../src/engine/domain/failure.ts';
import { openModelTables } from '../../../src/engine/provider/model-tables.ts';
import { openParsers } from '../../../src/engine/producer/judge/syntax/parsers.ts';
import { testRunner } from '../../support/runner.ts';
import { createProducer, type History } from '../../../src/engine/producer/produce.ts';
import type { FaultScript } from '../../../src/simulator/faults.ts';
import { startSimulator } from '../../../src/simulator/server.ts';
import { chatChunk, sendEvents, serveModel, type ServedCall } from '../../support/model-server.ts';
import { writeAnswers, type WorkerSpec } from '../../support/phase-files.ts';
import { asAnswer, errorOf, readyProviders, valueOf } from '../../support/rig.ts';
import { makeStageRig, type StageIo, type StageRig } from '../../support/stage-rig.ts';
import { tempFolder } from '../../support/temp.ts';

const FIRST: History = { attempt: 1, failure: null, refused: [] };
const GOOD = 'def value():\n    return 1\n';
const WORKER: WorkerSpec = {
  number: 1,
  files: { 'part.py': GOOD },
  checks: 'python3 -c "import part; assert part.value() == 1"',
  boundaries: ['**CAN modify:** `part.py`, `notes.txt`', '**CANNOT modify:** `kept.txt`'],
};

interface Bench extends StageRig {
  readonly io: () => StageIo;
  readonly produce: (
    more?: { readonly tree?: string; readonly history?: History },
    io?: StageIo,
  ) => ReturnType<ReturnType<typeof createProducer>>;
}

/** One worker and the model at an address. */
async function bench(url: string, spec = WORKER): Promise<Bench> {
  const rig = await makeStageRig({
    workers: [spec],
    files: { 'kept.txt': 'kept\n', 'old.py': 'OLD = 1\n', '.gitignore': 'made.py\n' },
  });
  const openai = readyProviders(url).get('openai');
  if (openai === undefined) throw new Error('there is no such provider');
  const produce = createProducer({
    phaseTitle: 'The phase of a test',
    ...{ repo: rig.opened, pool: rig.pool, clock: systemClock },
    settings: { maxRetries: 2, promptTokens: 100_000, maxOutputTokens: 16_000 },
    prices: {},
    caseInsensitive: false,
    tables: openModelTables(testRunner(), systemClock),
    parsers: openParsers(testRunner(), { python: 'python3', clock: systemClock }),
  });
  const { instruction } = rig.checksOf(1);
  return {
    ...rig,
    produce: ({ tree = rig.start, history = FIRST } = {}, io = rig.io()) =>
      produce({ instruction, tree, history }, openai, io),
  };
}

/** A model that answers every request with the same words; what it was asked is kept. */
async function answering(text: string): Promise<{ url: string; calls: readonly ServedCall[] }> {
  const server = await serveModel((_, response) => {
    sendEvents(response, [chatChunk({ role: 'assistant', content: text }), chatChunk({}, 'stop'), '[DONE]']);
    response.end();
  });
  onTestFinished(() => server.close());
  return server;
}

/** The simulated model, which makes these mistakes. */
async function simulated(faults: FaultScript = {}): Promise<string> {
  const answersDir = tempFolder();
  writeAnswers(answersDir, [WORKER]);
  const simulator = await startSimulator({ answersDir, faults });
  onTestFinished(() => simulator.close());
  return simulator.url;
}

/** All that the nth request said. */
const prompt = (calls: readonly ServedCall[], n = 0): string =>
  (calls[n]?.body['messages'] as readonly { readonly content: string }[])
    .map(({ content }) => content)
    .join('\n');

describe('an answer that is work', () => {
  it('becomes one commit on the tree that was asked for, with who made it', async () => {
    const { produce, repo, start, free, io } = await bench(await simulated());
    const heard = io();
    const candidate = valueOf(await produce({ history: { ...FIRST, attempt: 3 } }, heard));
    expect(candidate).toMatchObject({ worker: 'WORKER_001', attempt: 3, base: start, paths: ['part.py'] });
    expect(repo.git('rev-parse', `${candidate.commit}^`, `${candidate.commit}^{tree}`).split('\n')).toEqual([
      start,
      candidate.tree,
    ]);
    expect(repo.git('diff', '--name-status', start, candidate.commit)).toBe('A\tpart.py');
    expect(repo.git('show', `${candidate.commit}:part.py`)).toBe(GOOD.trimEnd());
    expect(repo.git('log', '-1', '--format=%(trailers:unfold)', candidate.commit).trim().split('\n')).toEqual(
      [
        'Wingman-Worker: WORKER_001',
        'Wingman-Attempt: 3',
        'Wingman-Provider: openai',
        'Wingman-Model: simulated',
      ],
    );
    const told = heard.events.filter(({ type }) => type !== 'model-text').map(({ type }) => type);
    expect(told).toEqual(['model-requested', 'model-answered', 'answer-read', 'attempt-committed']);
    expect(await free()).toBe(2);
  });

  it('is made on any commit, whatever the branches are', async () => {
    const { produce, repo, start } = await bench(await simulated());
    repo.commit({ 'later.txt': '' });
    const head = repo.git('rev-parse', 'HEAD');
    const { commit, base } = valueOf(await produce({ tree: start }));
    expect(base).toBe(start);
    expect(repo.git('ls-tree', '--name-only', commit).split('\n')).not.toContain('later.txt');
    // The user's checkout knows nothing of it.
    expect(repo.git('rev-parse', 'HEAD')).toBe(head);
    expect(repo.git('status', '--porcelain')).toBe('');
    expect(repo.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
  });

  it('is asked for once, with what the tree holds', async () => {
    const model = await answering(asAnswer('part.py', GOOD));
    const { produce, repo } = await bench(model.url);
    const tree = repo.commit({ 'part.py': 'def value():\n    return "as it is"\n' });
    valueOf(await produce({ tree }));
    expect(model.calls.map(({ path }) => path)).toEqual(['/v1/chat/completions']);
    const asked = prompt(model.calls);
    expect(asked).toContain('WORKER_001');
    expect(asked).toContain('return "as it is"');
    expect(asked).toContain('The phase of a test');
    expect(asked).toContain(WORKER.checks);
    expect(asked).not.toContain('What went wrong');
  });

  it('is written where it is declared, and nowhere else', async () => {
    const answer = [
      asAnswer('part.py', GOOD),
      asAnswer('notes.txt', 'allowed'),
      asAnswer('kept.txt', 'forbidden'),
      asAnswer('other.py', 'OTHER = 1'),
      asAnswer('../outside.py', 'OUTSIDE = 1'),
      asAnswer('.git/hooks/pre-commit', 'exit 0'),
    ].join('\n');
    const { produce, repo, start, io } = await bench((await answering(answer)).url);
    const heard = io();
    const { commit, paths } = valueOf(await produce({}, heard));
    expect([...paths].sort()).toEqual(['notes.txt', 'part.py']);
    expect(repo.git('diff', '--name-only', start, commit).split('\n')).toEqual(['notes.txt', 'part.py']);
    const read = heard.events.find((event) => event.type === 'answer-read');
    expect(read?.refused).toEqual([
      { path: 'kept.txt', why: 'forbidden' },
      { path: 'other.py', why: 'undeclared' },
      { path: '../outside.py', why: 'escapes' },
      { path: '.git/hooks/pre-commit', why: 'git' },
    ]);
  });
});

describe('an answer that is none', () => {
  it('is a guide: nothing is committed, and the worktree is free and clean', async () => {
    const { produce, repo, start, free, io } = await bench(await simulated({ WORKER_001: ['guide', 'ok'] }));
    const heard = io();
    const failure = errorOf(await produce({}, heard));
    expect(failure).toMatchObject({ reason: 'guide', excerpt: expect.stringMatching(/\S/) as string });
    expect(heard.events.map(({ type }) => type)).not.toContain('attempt-committed');
    expect(await free()).toBe(2);
    // The next attempt is not hindered by it.
    const { commit } = valueOf(await produce({ history: { ...FIRST, attempt: 2, failure } }));
    expect(repo.git('rev-parse', `${commit}^`)).toBe(start);
  });

  it.each<readonly [FailureReason, string]>([
    ['empty', ''],
    ['stub', asAnswer('part.py', 'def value():\n    pass\n')],
    ['broken', asAnswer('part.py', 'def value(:\n    return 1\n')],
    ['wrong-file', asAnswer('other.py', GOOD)],
    ['escaping-path', asAnswer('../part.py', GOOD)],
    ['missing-file', asAnswer('notes.txt', 'only notes, and not what is to be delivered')],
  ])('is %s, and leaves no worktree lent', async (reason, answer) => {
    const { produce, free } = await bench((await answering(answer)).url);
    expect(errorOf(await produce())).toMatchObject({ reason });
    expect(await free()).toBe(2);
  });

  it('changes nothing where the file is so already', async () => {
    const { produce, repo, free } = await bench((await answering(asAnswer('part.py', GOOD))).url);
    const tree = repo.commit({ 'part.py': GOOD });
    expect(errorOf(await produce({ tree }))).toEqual({ reason: 'no-change' });
    expect(await free()).toBe(2);
  });

  it('is kept out of the commit by the ignore rules', async () => {
    const spec = {
      ...WORKER,
      files: { 'made.py': GOOD },
      boundaries: ['**CAN modify:** `made.py`'],
    };
    const { produce, free } = await bench((await answering(asAnswer('made.py', GOOD))).url, spec);
    expect(errorOf(await produce())).toEqual({ reason: 'ignored', paths: ['made.py'] });
    expect(await free()).toBe(2);
  });
});

describe('what came before', () => {
  it('reaches the model: why the last attempt failed, and what of it was refused', async () => {
    const model = await answering(asAnswer('part.py', GOOD));
    const { produce } = await bench(model.url);
    const check = {
      ...{ worker: 'WORKER_001', command: 'python3 -m unittest', line: 7, status: 'exit status 1' },
      outputTail: 'E  assert 2 == 1, says the check',
    };
    const history: History = {
      attempt: 2,
      failure: { reason: 'check-red', checks: [check] },
      refused: [{ path: 'kept.txt', why: 'forbidden' }],
    };
    valueOf(await produce({ history }));
    const asked = prompt(model.calls);
    expect(asked).toContain('What went wrong in the last attempt');
    expect(asked).toContain('attempt 2 of 3');
    expect(asked).toContain('E  assert 2 == 1, says the check');
    expect(asked).toContain('python3 -m unittest');
    expect(asked).toMatch(/kept\.txt.*must not be modified/);
  });

  it('reaches it also where only something was refused', async () => {
    const model = await answering(asAnswer('part.py', GOOD));
    const { produce } = await bench(model.url);
    await produce({
      history: { ...FIRST, attempt: 2, refused: [{ path: 'made/up.py', why: 'undeclared' }] },
    });
    expect(prompt(model.calls)).toMatch(/made\/up\.py.*is not one of your files/);
  });
});

describe('producing', () => {
  it('is the failure of the workspace where the commit is not there; the model is not asked', async () => {
    const model = await answering(asAnswer('part.py', GOOD));
    const { produce, free } = await bench(model.url);
    expect(errorOf(await produce({ tree: '0'.repeat(40) }))).toMatchObject({ reason: 'workspace' });
    expect(model.calls).toEqual([]);
    expect(await free()).toBe(2);
  });

  it('ends when it is aborted while the model answers, and leaves no worktree lent', async () => {
    const server = await serveModel((_, response) => {
      // Begins, and never ends.
      sendEvents(response, [chatChunk({ role: 'assistant', content: 'So ' })]);
    });
    onTestFinished(() => server.close());
    const { produce, free, io } = await bench(server.url);
    const heard = io();
    const begun = {
      ...heard,
      emit: (event: Parameters<StageIo['emit']>[0]) => {
        heard.emit(event);
        if (event.type === 'model-text') heard.abort();
      },
    };
    expect((await produce({}, begun)).ok).toBe(false);
    expect(heard.events.map(({ type }) => type)).toEqual(['model-requested', 'model-text']);
    expect(await free()).toBe(2);
  });

  it('asks again for the rest of an answer that was cut off, and joins the two', async () => {
    const [head = '', rest = ''] = asAnswer('part.py', `${GOOD}\n\nLAST = 2\n`).split('LAST');
    const server = await serveModel((_, response, number) => {
      const [text, finish] = number === 1 ? [head, 'length'] : [`LAST${rest}`, 'stop'];
      sendEvents(response, [
        chatChunk({ role: 'assistant', content: text }),
        chatChunk({}, finish),
        '[DONE]',
      ]);
      response.end();
    });
    onTestFinished(() => server.close());
    const { produce, repo } = await bench(server.url);
    const { commit } = valueOf(await produce());
    expect(server.calls).toHaveLength(2);
    expect(repo.git('show', `${commit}:part.py`)).toBe(`${GOOD}\n\nLAST = 2`);
  });
});
