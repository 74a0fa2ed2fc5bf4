import { describeFailure } from '../engine/domain/failure.ts';
import type { GateReport } from '../engine/domain/gate-report.ts';
import type { AttemptState, WorkerState } from '../engine/domain/state.ts';
import type { OpenedRun } from './open-saved.ts';
import { elapsedOf, runStateOf, verdictOf, workerStateOf, type WorkerView } from './status-view.ts';

/** A run's report as plain data: what `--format json` prints and the others draw. */
export interface Report {
  readonly run: string;
  readonly phase: string;
  readonly title: string;
  readonly state: string;
  readonly branch: string;
  readonly base: string;
  readonly tip: string;
  readonly merge: { readonly commit: string; readonly into: string; readonly tag: string } | null;
  readonly figures: {
    readonly workers: number;
    readonly proven: number;
    readonly unproven: number;
    readonly notAccepted: number;
    readonly attempts: number;
    readonly firstTry: number;
    readonly inputTokens: number | null;
    readonly outputTokens: number | null;
    readonly costUsd: number | null;
    readonly activeMs: number;
  };
  readonly workers: readonly ReportWorker[];
  readonly gate: GateReport | null;
}

export interface ReportWorker {
  readonly id: string;
  readonly name: string;
  readonly state: WorkerView['state'];
  readonly verdict: WorkerView['verdict'];
  readonly commit: string | null;
  readonly elapsedMs: number;
  readonly deliverables: readonly string[];
  /** Checks that a person left out, by their number from 1. */
  readonly waived: readonly { readonly check: number; readonly reason: string; readonly by: string }[];
  /** The missing dependencies of its checks. */
  readonly lacks: readonly { readonly detail: string; readonly fix: string }[];
  /** The hash of the worker's sealed evidence; null while it is under way. */
  readonly evidenceSha256: string | null;
  readonly attempts: readonly ReportAttempt[];
}

export interface ReportAttempt {
  readonly number: number;
  readonly provider: string;
  readonly model: string;
  readonly outcome: 'accepted' | 'failed' | 'interrupted' | 'under way';
  /** Why it failed, in one line; empty where it did not. */
  readonly failure: string;
  readonly files: readonly string[];
  readonly refused: readonly { readonly path: string; readonly why: string }[];
  /** Paths that its checks changed beside the deliverables; the changes were dropped. */
  readonly dropped: readonly string[];
  readonly checks: readonly {
    readonly command: string;
    readonly line: number;
    /** On the state before the work; null where it did not run. */
    readonly before: string | null;
    readonly after: string;
    /** `proof`, `suspicious` (prints FAIL and ends with 0), `flaky`. */
    readonly marks: readonly string[];
    readonly durationMs: number;
    /** The end of what it printed, where it was not green. */
    readonly outputTail: string;
  }[];
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  readonly durationMs: number | null;
}

/** Gathers a run's report. Counted from the workers' own records. */
export function makeReport(opened: OpenedRun, now: number): Report {
  const { record, workers, engine } = opened;
  const attempts = workers.flatMap((worker) => worker.attempts);
  const verdicts = workers.map((worker) => verdictOf(worker.status));
  const proven = verdicts.filter((verdict) => verdict === 'proven').length;
  const unproven = verdicts.filter((verdict) => verdict === 'unproven').length;
  const isFirstTry = (worker: WorkerState): boolean =>
    worker.status.state === 'accepted' && worker.attempts.length === 1;
  return {
    run: opened.run,
    phase: record.phase,
    title: record.title,
    state: runStateOf(opened),
    branch: record.branch,
    base: record.base,
    tip: record.tip,
    merge: record.merge,
    figures: {
      workers: workers.length,
      proven,
      unproven,
      notAccepted: workers.length - proven - unproven,
      attempts: attempts.length,
      firstTry: workers.filter(isFirstTry).length,
      inputTokens: sum(attempts, (attempt) => attempt.inputTokens),
      outputTokens: sum(attempts, (attempt) => attempt.outputTokens),
      costUsd: sum(attempts, (attempt) => attempt.costUsd),
      activeMs:
        record.activeMs + (engine === null || record.activeSince === null ? 0 : now - record.activeSince),
    },
    workers: workers.map((worker) => ({
      id: worker.facts.id,
      name: worker.facts.name,
      state: workerStateOf(worker, engine !== null),
      verdict: verdictOf(worker.status),
      commit: worker.status.state === 'accepted' ? worker.status.commit : null,
      elapsedMs: elapsedOf(worker, engine !== null, now),
      deliverables: worker.facts.deliverables,
      waived: worker.waived.map(({ check, reason, by }) => ({ check: check + 1, reason, by })),
      lacks: worker.status.state === 'blocked' ? worker.status.lacks : [],
      evidenceSha256: worker.evidence?.sha256 ?? null,
      attempts: worker.attempts.map(reportAttempt),
    })),
    gate: record.gate,
  };
}

/** A sum over the attempts that asked a model; one unknown part makes it unknown. */
function sum(attempts: readonly AttemptState[], of: (attempt: AttemptState) => number | null): number | null {
  const parts = attempts.filter((attempt) => attempt.requests > 0).map(of);
  return parts.reduce<number | null>((all, part) => (all === null || part === null ? null : all + part), 0);
}

function reportAttempt(attempt: AttemptState): ReportAttempt {
  const { outcome } = attempt;
  const before = new Map(attempt.before.map((result) => [result.index, result.status]));
  return {
    number: attempt.number,
    provider: attempt.provider,
    model: attempt.model,
    outcome: outcome?.type ?? 'under way',
    failure: outcome?.type === 'failed' ? describeFailure(outcome.failure) : '',
    files: attempt.files,
    refused: attempt.refused,
    dropped: attempt.dropped,
    checks: attempt.checks.map((result) => ({
      command: result.command,
      line: result.line,
      before: before.get(result.index) ?? null,
      after: result.status,
      marks: [
        ...(attempt.proof?.includes(result.index) === true ? ['proof'] : []),
        ...(result.suspicious ? ['suspicious'] : []),
        ...(result.flaky ? ['flaky'] : []),
      ],
      durationMs: result.durationMs,
      outputTail: result.status === 'green' ? '' : result.outputTail,
    })),
    inputTokens: attempt.inputTokens,
    outputTokens: attempt.outputTokens,
    costUsd: attempt.costUsd,
    durationMs: attempt.endedAt === null ? null : attempt.endedAt - attempt.startedAt,
  };
}
