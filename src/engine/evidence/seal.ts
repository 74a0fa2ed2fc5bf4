import { join } from 'node:path';
import type { CheckResult } from '../domain/check-result.ts';
import { checksThatCanFail } from '../shell/strength.ts';
import { describeFailure } from '../domain/failure.ts';
import type { Clock } from '../domain/clock.ts';
import type { EventBody } from '../domain/event.ts';
import type { Instruction } from '../domain/instruction.ts';
import type { State } from '../domain/reduce.ts';
import { workedMs, type AttemptState, type WorkerState } from '../domain/state.ts';
import { hashFile } from './hash-file.ts';
import { seal } from './record.ts';
import type { EvidenceRecord, UnsealedRecord } from '../domain/evidence-record.ts';

/** Seals what workers proved; each record is chained to the one sealed before it. */
export interface Sealer {
  /** Seals the record of a worker that was accepted, failed or escalated. */
  seal(worker: string): void;
  /** Seals the records that an engine did not, since it was killed. */
  sealOverlooked(): void;
}

export interface SealerParts {
  readonly state: State;
  readonly dispatch: (event: EventBody) => void;
  readonly clock: Clock;
  /** `state/<run>`: output files lie below it. */
  readonly runDir: string;
  readonly instructionOf: (worker: string) => Instruction | undefined;
  /** Lint rules that were let pass. */
  readonly allowed: readonly string[];
}

export function createSealer({
  state,
  dispatch,
  clock,
  runDir,
  instructionOf,
  allowed,
}: SealerParts): Sealer {
  const sealWorker = (worker: string): void => {
    const record = state.workers.get(worker);
    const instruction = instructionOf(worker);
    if (record === undefined || instruction === undefined || state.run === null) return;
    const unsealed = describeWorker(record, {
      canFail: checksThatCanFail(instruction),
      now: clock.now(),
      previous: state.run.evidenceHead,
      allowed,
      hashOutput: (file) => hashFile(join(runDir, file)) ?? 'missing',
    });
    dispatch({ type: 'evidence-sealed', worker, record: seal(unsealed) });
  };
  return {
    seal: sealWorker,
    sealOverlooked() {
      for (const { facts, status, evidence } of state.workers.values()) {
        const isAtRest =
          status.state === 'accepted' || status.state === 'failed' || status.state === 'escalated';
        if (isAtRest && evidence === null) sealWorker(facts.id);
      }
    },
  };
}

/** What a record contains besides the worker's state. */
export interface Surroundings {
  /** Indices of the checks that can prove something. */
  readonly canFail: ReadonlySet<number>;
  /** Epoch ms. */
  readonly now: number;
  readonly previous: string | null;
  readonly allowed: readonly string[];
  /** sha256 of an output file, hex. */
  readonly hashOutput: (file: string) => string;
}

/** A worker's record in the fields of TEST_RESULTS_FORMAT and everything beyond them. */
export function describeWorker(worker: WorkerState, surroundings: Surroundings): UnsealedRecord {
  const { status, attempts } = worker;
  // For an accepted worker, the attempt that was accepted: a rework may have failed since.
  const accepted = attempts.findLast((attempt) => attempt.outcome?.type === 'accepted');
  const last = (status.state === 'accepted' ? accepted : undefined) ?? attempts.at(-1) ?? null;
  const checks = last === null ? [] : last.checks.map((check) => describeCheck(check, last, surroundings));
  const verdict = verdictOf(worker);
  return {
    worker_id: worker.facts.id,
    worker_name: worker.facts.name,
    status:
      verdict === 'proven' || verdict === 'unproven' ? 'pass' : verdict === 'blocked' ? 'blocked' : 'fail',
    deliverables_created: status.state === 'accepted' ? [...(last?.files ?? [])] : [],
    test_results: Object.fromEntries(
      checks.map((check) => [`check_${check.index + 1}`, passOrFail(check.after)]),
    ),
    duration_seconds: Math.round(workedMs(worker, surroundings.now) / 100) / 10,
    timestamp: new Date(surroundings.now).toISOString(),
    llm_provider: last?.provider ?? '',
    errors: attempts.flatMap((attempt) => errorOf(attempt) ?? []),
    verdict,
    deliverables_declared: [...worker.facts.deliverables],
    checks,
    waived: worker.waived.map(({ check, reason, by }) => ({ check, reason, by })),
    allowed: [...surroundings.allowed],
    attempts: attempts.map(describeAttempt),
    instruction_sha256: worker.facts.hash,
    commit: status.state === 'accepted' ? status.commit : null,
    previous_sha256: surroundings.previous,
  };
}

function verdictOf({ status }: WorkerState): EvidenceRecord['verdict'] {
  if (status.state === 'accepted') return status.verdict;
  return status.state === 'blocked' ? 'blocked' : 'failed';
}

function describeCheck(
  check: CheckResult,
  attempt: AttemptState,
  surroundings: Surroundings,
): EvidenceRecord['checks'][number] {
  const before = attempt.before.find((result) => result.index === check.index);
  return {
    index: check.index,
    command: check.command,
    line: check.line,
    before: before?.status ?? null,
    after: check.status,
    exit_code: check.exitCode,
    duration_ms: check.durationMs,
    can_fail: surroundings.canFail.has(check.index),
    suspicious: check.suspicious,
    flaky: check.flaky,
    proof: attempt.proof?.includes(check.index) ?? false,
    output:
      check.output === null
        ? null
        : { file: check.output, bytes: check.outputBytes, sha256: surroundings.hashOutput(check.output) },
    ...(check.outputMissing === undefined ? {} : { output_missing: check.outputMissing }),
  };
}

function describeAttempt(attempt: AttemptState): EvidenceRecord['attempts'][number] {
  return {
    number: attempt.number,
    provider: attempt.provider,
    model: attempt.model,
    base: attempt.base,
    commit: attempt.commit,
    files: [...attempt.files],
    refused: attempt.refused.map(({ path, why }) => ({ path, why })),
    dropped: [...attempt.dropped],
    input_tokens: attempt.inputTokens,
    output_tokens: attempt.outputTokens,
    cost_usd: attempt.costUsd,
    duration_ms: attempt.endedAt === null ? null : attempt.endedAt - attempt.startedAt,
    outcome: attempt.outcome?.type ?? 'under way',
    failure: attempt.outcome?.type === 'failed' ? attempt.outcome.failure.reason : null,
  };
}

function errorOf(attempt: AttemptState): string | null {
  if (attempt.outcome?.type !== 'failed') return null;
  return `attempt ${attempt.number}: ${describeFailure(attempt.outcome.failure)}`;
}

function passOrFail(status: CheckResult['status']): 'pass' | 'fail' | 'not_run' {
  if (status === 'green') return 'pass';
  return status === 'not-repeated' || status === 'waived' ? 'not_run' : 'fail';
}
