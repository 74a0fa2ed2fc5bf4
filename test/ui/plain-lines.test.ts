import { describe, expect, it } from 'vitest';
import type { EventBody } from '../../src/engine/domain/event.ts';
import { seal } from '../../src/engine/evidence/record.ts';
import { isEphemeral } from '../../src/engine/domain/event.ts';
import { plainLine } from '../../src/ui/plain-lines.ts';
import { aCheck, aFacts, anInstruction, aReport, anApproval } from '../support/fake-run.ts';

/** Four past noon on the machine's own clock, wherever it stands. */
const AT = new Date(2026, 0, 1, 12, 4, 31).getTime();
const worker = 'WORKER_003';
const line = (body: EventBody): string | null => plainLine({ ...body, seq: 1, at: AT });

const SEALED = seal({
  worker_id: worker,
  worker_name: 'Part',
  status: 'pass',
  deliverables_created: [],
  test_results: {},
  duration_seconds: 1,
  timestamp: '2026-01-01T00:00:00.000Z',
  llm_provider: 'openai',
  errors: [],
  verdict: 'proven',
  deliverables_declared: [],
  checks: [],
  waived: [],
  allowed: [],
  attempts: [],
  instruction_sha256: 'a',
  commit: 'c',
  previous_sha256: null,
});

/** One of each; a new type of event is a compile error here. */
const EVERY: {
  readonly [Type in EventBody['type']]: readonly [Extract<EventBody, { type: Type }>, string | null];
} = {
  'run-created': [
    {
      type: 'run-created',
      run: 'r1',
      phase: '1a',
      title: 't',
      base: 'b',
      baseBranch: 'main',
      branch: 'wingman/r1',
      workers: [aFacts(1)],
    },
    'run r1: phase 1a, 1 worker, branch wingman/r1',
  ],
  'run-started': [{ type: 'run-started', resumed: true, pid: 1 }, 'run resumed'],
  'run-paused': [{ type: 'run-paused' }, 'run paused'],
  'run-unpaused': [{ type: 'run-unpaused' }, 'run goes on'],
  'run-stopped': [{ type: 'run-stopped', cause: 'SIGTERM' }, 'run stopped (SIGTERM)'],
  'stage-started': [
    { type: 'stage-started', stage: 'test', command: 'make test' },
    'stage test started: make test',
  ],
  'stage-output': [{ type: 'stage-output', stage: 'test', text: 'x' }, null],
  'stage-finished': [
    { type: 'stage-finished', stage: 'test', ok: false, detail: 'exit 2' },
    'stage test failed: exit 2',
  ],
  'gate-opened': [
    { type: 'gate-opened', report: aReport() },
    'review gate: 18/18 accepted (17 proven, 1 unproven), rate 100%; clean clone 70 green, 0 red; phase test green; cost $1.50',
  ],
  'gate-answered': [
    { type: 'gate-answered', answer: { decision: 'rework', workers: ['WORKER_001', worker] }, by: 'key' },
    'gate: rework of WORKER_001, WORKER_003 by key',
  ],
  'merge-obstructed': [
    { type: 'merge-obstructed', detail: 'a.py is dirty' },
    'merge obstructed: a.py is dirty',
  ],
  'phase-merged': [
    { type: 'phase-merged', commit: 'abc1234def', into: 'main', tag: 'phase-1a' },
    'phase merged as abc1234 into main, tag phase-1a',
  ],
  'phase-rejected': [{ type: 'phase-rejected', why: 'by key' }, 'phase rejected: by key'],
  'worker-blocked': [
    { type: 'worker-blocked', worker, by: ['WORKER_001'] },
    'WORKER_003 blocked by WORKER_001',
  ],
  'worker-unblocked': [{ type: 'worker-unblocked', worker }, 'WORKER_003 no longer blocked'],
  'workers-added': [
    {
      type: 'workers-added',
      added: [{ facts: aFacts(31), instruction: anInstruction(31) }],
      inPlaceOf: worker,
      why: 'its answer never fitted its time',
    },
    'WORKER_031 added: its answer never fitted its time',
  ],
  'worker-rerouted': [
    { type: 'worker-rerouted', worker, provider: 'ollama', why: 'openai is down' },
    'WORKER_003 goes to ollama: openai is down',
  ],
  'worker-retried': [{ type: 'worker-retried', worker, why: 'asked for' }, 'WORKER_003 retry: asked for'],
  'worker-escalated': [
    { type: 'worker-escalated', worker, failure: { reason: 'empty' } },
    'WORKER_003 escalated: empty answer',
  ],
  'attempt-started': [
    { type: 'attempt-started', worker, attempt: 2, provider: 'openai', model: 'gpt-x', base: 'b' },
    'WORKER_003 attempt 2: started on openai gpt-x',
  ],
  'model-requested': [{ type: 'model-requested', worker, attempt: 2, request: 1, promptTokens: 5 }, null],
  'model-text': [{ type: 'model-text', worker, attempt: 2, text: 'x' }, null],
  'model-delayed': [
    { type: 'model-delayed', worker, attempt: 2, fault: 'rate-limit', detail: '429', delayMs: 2000 },
    'WORKER_003 attempt 2: rate-limit, again in 2s: 429',
  ],
  'model-answered': [
    {
      type: 'model-answered',
      worker,
      attempt: 2,
      usage: { inputTokens: 1, outputTokens: 1 },
      costUsd: null,
      durationMs: 1,
    },
    null,
  ],
  'answer-read': [
    { type: 'answer-read', worker, attempt: 2, files: ['a.py'], refused: [{ path: '../x', why: 'escapes' }] },
    'WORKER_003 attempt 2: wrote a.py; refused ../x (escapes)',
  ],
  'attempt-committed': [{ type: 'attempt-committed', worker, attempt: 2, commit: 'c', tree: 't' }, null],
  'verify-queued': [{ type: 'verify-queued', worker, attempt: 2 }, null],
  'checks-started': [
    { type: 'checks-started', worker, attempt: 2, purpose: 'attempt', of: worker, commit: 'c' },
    null,
  ],
  'check-output': [{ type: 'check-output', worker, attempt: 2, text: 'x' }, null],
  'checks-finished': [
    {
      type: 'checks-finished',
      worker,
      attempt: 2,
      purpose: 'attempt',
      of: worker,
      commit: 'c',
      results: [aCheck(0), aCheck(1, { status: 'red', command: 'python3 -m unittest' })],
    },
    'WORKER_003 attempt 2: check red: python3 -m unittest',
  ],
  'environment-lacking': [
    {
      type: 'environment-lacking',
      lacks: [
        {
          kind: 'module',
          name: 'requests',
          detail: 'needs the Python module `requests`',
          fix: 'pip install requests',
          uses: [
            { worker, check: 0 },
            { worker, check: 1 },
            { worker: 'WORKER_004', check: 0 },
          ],
        },
      ],
    },
    '2 workers blocked: needs the Python module `requests`: pip install requests',
  ],
  'worker-lacking': [
    {
      type: 'worker-lacking',
      worker,
      lacks: [{ kind: 'service', name: 'docker', detail: 'needs Docker', fix: 'start it', checks: [1] }],
    },
    'WORKER_003 blocked: needs Docker (start it)',
  ],
  'worker-kept': [
    { type: 'worker-kept', worker, failure: { reason: 'no-change' } },
    'WORKER_003 rework failed, the earlier work stays: the answer changes nothing',
  ],
  'worker-failed': [
    { type: 'worker-failed', worker, failure: { reason: 'unproven' } },
    'WORKER_003 failed: no check was red before the work',
  ],
  'check-waived': [
    { type: 'check-waived', worker, check: 1, reason: 'no daemon', by: 'ann' },
    'WORKER_003 check 2 waived by ann: no daemon',
  ],
  'worktree-changed': [
    { type: 'worktree-changed', worker, attempt: 2, paths: ['out.txt'] },
    'WORKER_003 attempt 2: its checks changed undeclared paths, dropped: out.txt',
  ],
  'evidence-sealed': [{ type: 'evidence-sealed', worker, record: SEALED }, null],
  landing: [
    { type: 'landing', worker, attempt: 2, commit: 'c', parent: 'p', verdict: 'proven', proof: [0] },
    null,
  ],
  'worker-accepted': [
    { type: 'worker-accepted', worker, attempt: 2, commit: 'abc1234def', verdict: 'unproven', proof: [] },
    'WORKER_003 attempt 2: accepted (unproven) abc1234',
  ],
  'attempt-failed': [
    { type: 'attempt-failed', worker, attempt: 2, failure: { reason: 'no-change' } },
    'WORKER_003 attempt 2: failed: the answer changes nothing',
  ],
  'attempt-interrupted': [
    { type: 'attempt-interrupted', worker, attempt: 2 },
    'WORKER_003 attempt 2: interrupted',
  ],
  'approval-requested': [
    { type: 'approval-requested', approval: anApproval('a1', { worker }) },
    'WORKER_003 approval a1 wanted (high: It stops containers.): docker compose down',
  ],
  'approval-answered': [
    { type: 'approval-answered', id: 'a1', answer: { type: 'timeout' } },
    'approval a1 got no answer in time',
  ],
};

describe('plainLine', () => {
  it.each(Object.values(EVERY))('says what happened: $type', (body, text) => {
    expect(line(body)).toBe(text === null ? null : `12:04:31 ${text}`);
  });

  it('is silent about every stream', () => {
    for (const [body] of Object.values(EVERY)) if (isEphemeral(body)) expect(line(body)).toBeNull();
  });

  it('names the worker whose checks a newcomer broke, and says nothing of the state before the work', () => {
    const results = [aCheck(0, { status: 'timeout', command: 'x' })];
    const of = 'WORKER_001';
    const event = { type: 'checks-finished', worker, attempt: 1, of, commit: 'c', results } as const;
    expect(line({ ...event, purpose: 'regression' })).toContain('check of WORKER_001 timed out: x');
    expect(line({ ...event, purpose: 'before' })).toBeNull();
    expect(
      line({ ...event, purpose: 'attempt', results: [aCheck(0), aCheck(1, { status: 'not-repeated' })] }),
    ).toContain('checks green: 1/2');
  });

  it('is one line that a terminal cannot act on', () => {
    const failure = { reason: 'edit-mismatch', path: 'a\u001b]0;x\u0007\n', detail: '\u202e\u009b' } as const;
    const text = line({ type: 'attempt-failed', worker: 'W\u001b[2J', attempt: 1, failure });
    expect(text).toContain('W␛[2J');
    expect(/\p{Cc}|\u202e/u.test(text ?? '')).toBe(false);
  });
});
