import type { Refusal } from './refusal.ts';
import type { Approval, ApprovalAnswer } from './approval.ts';
import type { CheckPurpose, CheckResult } from './check-result.ts';
import type { GateAnswer, StopCause } from './command.ts';
import type { Lack, SharedLack } from './lack.ts';
import type { EvidenceRecord } from './evidence-record.ts';
import type { Failure, ProviderFault } from './failure.ts';
import type { GateReport } from './gate-report.ts';
import type { ProviderName } from './provider-name.ts';
import type { Usage } from './usage.ts';
import type { StageName } from './stage.ts';
import type { WorkerFacts } from './worker-facts.ts';

/**
 * Everything that can happen in a run. The reducer, the store, the screen, the JSON output and the report consume
 * these and nothing else.
 */
export type EventBody =
  | RunEvent
  | WorkerEvent
  | { readonly type: 'approval-requested'; readonly approval: Approval }
  | { readonly type: 'approval-answered'; readonly id: string; readonly answer: ApprovalAnswer };

/** An event with its place in the run: `seq` counts from 1 without gaps over the journal, `at` is epoch ms. */
export type Event = EventBody & { readonly seq: number; readonly at: number };

/** What happens to the run as a whole. */
export type RunEvent =
  | {
      readonly type: 'run-created';
      readonly run: string;
      readonly phase: string;
      readonly title: string;
      /** The commit the run starts from, and the branch it was on (null: detached HEAD). */
      readonly base: string;
      readonly baseBranch: string | null;
      readonly branch: string;
      readonly workers: readonly WorkerFacts[];
    }
  | { readonly type: 'run-started'; readonly resumed: boolean; readonly pid: number }
  | { readonly type: 'run-paused' }
  | { readonly type: 'run-unpaused' }
  | { readonly type: 'run-stopped'; readonly cause: StopCause }
  /** What the machine lacks, each thing once for all workers that it touches; before the first token is spent. */
  | { readonly type: 'environment-lacking'; readonly lacks: readonly SharedLack[] }
  | { readonly type: 'stage-started'; readonly stage: StageName; readonly command: string | null }
  | { readonly type: 'stage-output'; readonly stage: StageName; readonly text: string }
  | {
      readonly type: 'stage-finished';
      readonly stage: StageName;
      readonly ok: boolean;
      readonly detail: string;
    }
  | { readonly type: 'gate-opened'; readonly report: GateReport }
  | { readonly type: 'gate-answered'; readonly answer: GateAnswer; readonly by: string }
  | { readonly type: 'merge-obstructed'; readonly detail: string }
  | { readonly type: 'phase-merged'; readonly commit: string; readonly into: string; readonly tag: string }
  | { readonly type: 'phase-rejected'; readonly why: string };

/** What happens to one worker. Those of an attempt carry its number, from 1. */
export type WorkerEvent =
  | { readonly type: 'worker-blocked'; readonly worker: string; readonly by: readonly string[] }
  | { readonly type: 'worker-unblocked'; readonly worker: string }
  | { readonly type: 'worker-lacking'; readonly worker: string; readonly lacks: readonly Lack[] }
  /** A rework failed: the worker stays accepted with what it had. */
  | { readonly type: 'worker-kept'; readonly worker: string; readonly failure: Failure }
  | { readonly type: 'worker-failed'; readonly worker: string; readonly failure: Failure }
  | {
      readonly type: 'check-waived';
      readonly worker: string;
      readonly check: number;
      readonly reason: string;
      readonly by: string;
    }
  | { readonly type: 'evidence-sealed'; readonly worker: string; readonly record: EvidenceRecord }
  | { readonly type: 'worker-retried'; readonly worker: string; readonly why: string }
  | { readonly type: 'worker-escalated'; readonly worker: string; readonly failure: Failure }
  | ({ readonly worker: string; readonly attempt: number } & AttemptEvent);

export type AttemptEvent =
  | {
      readonly type: 'attempt-started';
      readonly provider: ProviderName;
      readonly model: string;
      readonly base: string;
    }
  | { readonly type: 'model-requested'; readonly request: number; readonly promptTokens: number }
  | { readonly type: 'model-text'; readonly text: string }
  | {
      readonly type: 'model-delayed';
      readonly fault: ProviderFault;
      readonly detail: string;
      readonly delayMs: number;
    }
  | {
      readonly type: 'model-answered';
      readonly usage: Usage;
      readonly costUsd: number | null;
      readonly durationMs: number;
    }
  | { readonly type: 'answer-read'; readonly files: readonly string[]; readonly refused: readonly Refusal[] }
  /** What the checks changed in the worktree beside what Git ignores: it is dropped, and named here. */
  | { readonly type: 'worktree-changed'; readonly paths: readonly string[] }
  | { readonly type: 'attempt-committed'; readonly commit: string; readonly tree: string }
  | { readonly type: 'verify-queued' }
  | {
      readonly type: 'checks-started';
      readonly purpose: CheckPurpose;
      readonly of: string;
      readonly commit: string;
    }
  | { readonly type: 'check-output'; readonly text: string }
  | {
      readonly type: 'checks-finished';
      readonly purpose: CheckPurpose;
      /** Whose checks: the worker itself, or for a regression the earlier one. */
      readonly of: string;
      readonly commit: string;
      readonly results: readonly CheckResult[];
    }
  /** The intention, written before the branch moves: what a restart compares the branch with. */
  | {
      readonly type: 'landing';
      readonly commit: string;
      readonly parent: string;
      readonly verdict: 'proven' | 'unproven';
      readonly proof: readonly number[];
    }
  | {
      readonly type: 'worker-accepted';
      readonly commit: string;
      readonly verdict: 'proven' | 'unproven';
      /** The checks that went from red to green. */
      readonly proof: readonly number[];
    }
  | { readonly type: 'attempt-failed'; readonly failure: Failure }
  | { readonly type: 'attempt-interrupted' };

/** Streams are for the eyes: they reach the screen and the logs, but neither the journal nor a restart. */
export function isEphemeral(event: EventBody): boolean {
  return event.type === 'model-text' || event.type === 'check-output' || event.type === 'stage-output';
}

/** The worker that an event is about, or null for the run's own. */
export function workerOf(event: EventBody): string | null {
  return 'worker' in event
    ? event.worker
    : event.type === 'approval-requested'
      ? event.approval.worker
      : null;
}
