import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/engine/domain/failure.ts';
import { effectOf } from '../../../src/engine/run/apply-mitigation.ts';
import { aFacts, anInstruction } from '../../support/fake-run.ts';

const facts = aFacts(4, { route: 'ollama' });
const worker = facts.id;
const failure: Failure = { reason: 'empty' };
const lacks = [
  { kind: 'program', name: 'jq', detail: 'jq is not there', fix: 'install jq', checks: [0] },
] as const;

describe('what a mitigation does to the run', () => {
  it.each([
    [{ type: 'retry' }, [], 'again'],
    [{ type: 'repeat' }, [], 'again'],
    [
      { type: 'switch', provider: 'openai', why: 'it is down' },
      [{ type: 'worker-rerouted', worker, provider: 'openai', why: 'it is down' }],
      'again',
    ],
    [{ type: 'keep' }, [{ type: 'worker-kept', worker, failure }], 'accepted'],
    [{ type: 'escalate' }, [{ type: 'worker-escalated', worker, failure }], 'stuck'],
    [{ type: 'fail' }, [{ type: 'worker-failed', worker, failure }], 'stuck'],
    [{ type: 'block', lacks }, [{ type: 'worker-lacking', worker, lacks }], 'stuck'],
  ] as const)('%j', (mitigation, events, next) => {
    expect(effectOf(mitigation, facts, failure)).toEqual({ events, next: { type: next } });
  });

  it('a split: parts that go where the worker went, each after the one before it', () => {
    const instructions = [anInstruction(41), anInstruction(42)];
    const { events, next } = effectOf({ type: 'split', instructions, why: 'too large' }, facts, failure);
    expect(events).toMatchObject([{ type: 'workers-added', inPlaceOf: worker, why: 'too large' }]);
    expect(next).toMatchObject({
      type: 'split',
      parts: [
        { facts: { id: 'WORKER_041', route: 'ollama', after: [] } },
        { facts: { id: 'WORKER_042', route: 'ollama', after: [{ worker: 'WORKER_041' }] } },
      ],
    });
  });
});
