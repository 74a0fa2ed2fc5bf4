import { z } from 'zod';

// What scripts depend on, written from the design and not from the code.

const count = z.number().int().min(0);

export const runFinished = z
  .strictObject({
    type: z.literal('run-finished'),
    run: z.string(),
    phase: z.string(),
    outcome: z.enum(['merged', 'rejected', 'waiting', 'stopped', 'failed']),
    exit: count,
    branch: z.string(),
    commit: z.string(),
    workers: count,
    proven: count,
    unproven: count,
    failed: count,
    escalated: count,
    blocked: count,
    skipped: count,
    waived: count,
    firstTry: count,
    costUsd: z.number().nullable(),
    durationMs: z.number().min(0),
  })
  .refine(
    (end) =>
      end.proven + end.unproven + end.failed + end.escalated + end.blocked + end.skipped === end.workers,
    'the six verdicts sum to the workers',
  );

export const status = z.strictObject({
  run: z.string().min(1),
  phase: z.string().min(1),
  state: z.enum(['created', 'running', 'stopped', 'reviewing', 'merged', 'rejected']),
  workers: z.array(
    z.strictObject({
      id: z.string().regex(/^WORKER_\d{3,}$/),
      name: z.string(),
      state: z.enum([
        'waiting',
        'running',
        'approval',
        'escalated',
        'blocked',
        'accepted',
        'failed',
        'skipped',
      ]),
      verdict: z.enum(['proven', 'unproven', 'failed', 'blocked']).nullable(),
      attempts: count,
      provider: z.enum(['openai', 'ollama']),
      elapsedMs: z.number().min(0),
      waitingFor: z.array(z.string()),
    }),
  ),
  approvals: z.array(
    z.strictObject({
      id: z.string(),
      worker: z.string().nullable(),
      command: z.string(),
      risk: z.enum(['low', 'medium', 'high', 'critical']),
      expiresAt: z.number().nullable(),
    }),
  ),
});

export const runs = z.array(
  z.strictObject({
    run: z.string(),
    phase: z.string(),
    state: z.string(),
    workers: count,
    accepted: count,
    waits: z.array(z.string()),
  }),
);

export const plan = z.strictObject({
  phase: z.string(),
  workers: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      step: count,
      after: z.array(z.strictObject({ worker: z.string(), because: z.string() })),
      minutes: z.number().nullable(),
    }),
  ),
  criticalPath: z.array(z.string()),
  conflicts: z.array(z.strictObject({ path: z.string(), workers: z.array(z.string()).min(2) })),
  estimate: z.strictObject({
    steps: count,
    widest: count,
    minutes: z.number().nullable(),
    allMinutes: z.number().nullable(),
    unknown: count,
  }),
});

export const diagnoses = z.array(
  z.strictObject({ what: z.string(), level: z.enum(['ok', 'note', 'bad']), detail: z.string() }),
);
