import { z } from 'zod';

const status = z.enum(['green', 'red', 'timeout', 'not-reached', 'not-repeated', 'waived']);

const checkEvidence = z.strictObject({
  index: z.number().int(),
  command: z.string(),
  line: z.number().int(),
  /** Null where it did not run before the work. */
  before: status.nullable(),
  after: status,
  exit_code: z.number().int().nullable(),
  duration_ms: z.number(),
  can_fail: z.boolean(),
  suspicious: z.boolean(),
  flaky: z.boolean(),
  proof: z.boolean(),
  /**
   * The output: its file in the run's folder, the hash of it, and the bytes of the whole output; null when it printed
   * nothing or no file could be made.
   */
  output: z.strictObject({ file: z.string(), bytes: z.number(), sha256: z.string() }).nullable(),
  /** How many bytes of the output the file does not hold, and why; absent where it holds all of it. */
  output_missing: z.strictObject({ bytes: z.number(), why: z.string() }).optional(),
});

const attemptEvidence = z.strictObject({
  number: z.number().int(),
  provider: z.string(),
  model: z.string(),
  base: z.string(),
  commit: z.string().nullable(),
  files: z.array(z.string()),
  refused: z.array(z.strictObject({ path: z.string(), why: z.string() })),
  dropped: z.array(z.string()),
  input_tokens: z.number().nullable(),
  output_tokens: z.number().nullable(),
  cost_usd: z.number().nullable(),
  duration_ms: z.number().nullable(),
  outcome: z.string(),
  failure: z.string().nullable(),
});

/**
 * What a worker's attempts proved, in the fields of TEST_RESULTS_FORMAT and everything beyond them. Each record is
 * chained to the one sealed before it, so that a change of any of them shows.
 */
export const evidenceSchema = z.strictObject({
  worker_id: z.string(),
  worker_name: z.string(),
  status: z.enum(['pass', 'fail', 'blocked']),
  deliverables_created: z.array(z.string()),
  test_results: z.record(z.string(), z.enum(['pass', 'fail', 'not_run'])),
  duration_seconds: z.number(),
  /** ISO 8601, UTC. */
  timestamp: z.string(),
  llm_provider: z.string(),
  errors: z.array(z.string()),
  verdict: z.enum(['proven', 'unproven', 'failed', 'blocked']),
  deliverables_declared: z.array(z.string()),
  checks: z.array(checkEvidence),
  waived: z.array(z.strictObject({ check: z.number(), reason: z.string(), by: z.string() })),
  /** Lint rules that were let pass. */
  allowed: z.array(z.string()),
  attempts: z.array(attemptEvidence),
  instruction_sha256: z.string(),
  commit: z.string().nullable(),
  previous_sha256: z.string().nullable(),
  sha256: z.string(),
});

/** A sealed record; `sha256` is the hash over everything else in it. */
export type EvidenceRecord = z.output<typeof evidenceSchema>;
/** A record before its own hash is in it. */
export type UnsealedRecord = Omit<EvidenceRecord, 'sha256'>;
