import { describe, expect, it } from 'vitest';
import type { Instruction } from '../../../src/engine/domain/instruction.ts';
import { parseInstruction } from '../../../src/engine/instructions/parse.ts';
import type { Mitigate } from '../../../src/engine/mitigation/ladder.ts';
import { workerFile, type WorkerSpec } from '../../support/phase-files.ts';
import { asAnswer, makeRig, valueOf } from '../../support/rig.ts';

const whole: WorkerSpec = {
  number: 1,
  files: { 'a.py': 'A = 1\n', 'b.py': 'B = 2\n' },
  checks: 'python3 -c "import a, b; assert a.A + b.B == 3"',
};
const behind: WorkerSpec = {
  number: 2,
  files: { 'c.py': 'C = 3\n' },
  checks: 'python3 -c "import a, c; assert a.A + c.C == 4"',
  after: [1],
};

/** One half of the first worker, as an instruction of its own. */
function half(letter: 'a' | 'b', file: string, content: string): Instruction {
  const module = file.replace('.py', '');
  const name = module.toUpperCase();
  const value = content.trim().split(' ').at(-1) ?? '';
  const spec = {
    number: 1,
    files: { [file]: content },
    checks: `python3 -c "import ${module}; assert ${module}.${name} == ${value}"`,
  };
  const { instruction } = valueOf(parseInstruction('/parts/WORKER_001_Half.md', workerFile(spec)));
  return { ...instruction, id: `WORKER_001${letter}`, file: `/parts/WORKER_001${letter}_Half.md` };
}

describe('a mitigation that switches the provider', () => {
  const toOllama: Mitigate = () => ({ type: 'switch', provider: 'ollama', why: 'openai did not do it' });

  it('sends the next attempt there, and says so', async () => {
    const workers = [{ ...whole, files: { 'a.py': 'A = 1\n', 'b.py': 'B = 2\n' } }];
    const rig = await makeRig({ workers, simulator: { faults: { WORKER_001: ['guide', 'ok'] } } });
    const run = await rig.start({ mitigate: toOllama });
    expect(await run.finished).toMatchObject({ outcome: 'merged', proven: 1 });
    expect(run.all('attempt-started').map(({ provider }) => provider)).toEqual(['openai', 'ollama']);
    expect(run.all('worker-rerouted')).toMatchObject([{ worker: 'WORKER_001', provider: 'ollama' }]);
    expect(run.handle.worker('WORKER_001')).toMatchObject({ facts: { route: 'ollama' }, override: 'ollama' });
  });

  it('holds for the engine that takes the run over', async () => {
    const rig = await makeRig({ workers: [whole], simulator: { faults: { WORKER_001: ['guide', 'ok'] } } });
    const run = await rig.start({
      mitigate: toOllama,
      onEvent: (event, engine) => {
        if (event.type === 'worker-rerouted') engine.handle.send({ type: 'stop', cause: 'key' });
      },
    });
    expect(await run.finished).toMatchObject({ outcome: 'waiting' });
    const again = await rig.resume(run.prepared.runDir);
    expect(await again.finished).toMatchObject({ outcome: 'merged', proven: 1 });
    expect(new Set(again.all('attempt-started').map(({ provider }) => provider))).toEqual(
      new Set(['ollama']),
    );
  });
});

describe('a mitigation that splits a worker', () => {
  const parts = [half('a', 'a.py', 'A = 1\n'), half('b', 'b.py', 'B = 2\n')];
  const split: Mitigate = (_, { failed }) =>
    failed === 1
      ? { type: 'split', instructions: parts, why: 'it was too much at once' }
      : { type: 'escalate' };
  /** The whole is answered with a guide at first; each part with its own file. */
  const replies = (worker: string, n: number): string => {
    if (worker === 'WORKER_002') return asAnswer('c.py', 'C = 3\n');
    const answers = [
      'Open the file and write the code.',
      asAnswer('a.py', 'A = 1\n'),
      asAnswer('b.py', 'B = 2\n'),
    ];
    return answers[n - 1] ?? `${asAnswer('a.py', 'A = 1  # one\n')}\n${asAnswer('b.py', 'B = 2  # two\n')}`;
  };

  it('adds its parts to the run, one after the other and before its successors', async () => {
    const rig = await makeRig({ workers: [whole, behind], replies });
    const run = await rig.start({ mitigate: split });
    expect(await run.finished).toMatchObject({ outcome: 'merged', workers: 4, failed: 0 });
    expect(run.handle.run().order).toEqual(['WORKER_001', 'WORKER_001a', 'WORKER_001b', 'WORKER_002']);
    expect(run.all('worker-accepted').map(({ worker }) => worker)).toEqual([
      'WORKER_001a',
      'WORKER_001b',
      'WORKER_001',
      'WORKER_002',
    ]);
  });

  it('holds for the engine that takes the run over: parts are part of the state', async () => {
    const rig = await makeRig({ workers: [whole, behind], replies });
    const run = await rig.start({
      mitigate: split,
      onEvent: (event, engine) => {
        if (event.type === 'worker-accepted' && event.worker === 'WORKER_001a')
          engine.handle.send({ type: 'stop', cause: 'key' });
      },
    });
    expect(await run.finished).toMatchObject({ outcome: 'waiting' });
    const again = await rig.resume(run.prepared.runDir, { mitigate: split });
    expect(await again.finished).toMatchObject({ outcome: 'merged', workers: 4, failed: 0 });
    expect(again.all('attempt-started').map(({ worker }) => worker)).not.toContain('WORKER_001a');
    expect(again.handle.worker('WORKER_001b')?.instruction?.id).toBe('WORKER_001b');
  });
});
