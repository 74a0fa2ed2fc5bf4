import type { CheckPurpose, CheckResult } from './check-result.ts';
import type { Failure, ProviderFault } from './failure.ts';
import type { ProviderName } from './provider-name.ts';
import type { Refusal } from './refusal.ts';
import type { Usage } from './usage.ts';
import type { Verdict } from './verdict.ts';

/** What happens in one attempt. The caller that runs the attempt adds the worker and the attempt's number. */
export type AttemptEvent =
  | AttemptStarted
  | ModelRequested
  | ModelText
  | ModelDelayed
  | ModelAnswered
  | AnswerRead
  | WorktreeChanged
  | AttemptCommitted
  | VerifyQueued
  | ChecksStarted
  | CheckOutput
  | ChecksFinished
  | Landing
  | WorkerAccepted
  | AttemptFailed
  | AttemptInterrupted;

/** An attempt begins on a commit. */
export interface AttemptStarted {
  readonly type: 'attempt-started';
  readonly provider: ProviderName;
  readonly model: string;
  readonly base: string;
}

/** A request goes out; the first of an attempt, or one that continues an answer that was cut off. */
export interface ModelRequested {
  readonly type: 'model-requested';
  /** From 1. */
  readonly request: number;
  /** An estimate. */
  readonly promptTokens: number;
}

/** A piece of the answer. A stream: not in the journal. */
export interface ModelText {
  readonly type: 'model-text';
  readonly text: string;
}

/** The provider did not serve the request, which is made again after a delay. */
export interface ModelDelayed {
  readonly type: 'model-delayed';
  readonly fault: ProviderFault;
  readonly detail: string;
  readonly delayMs: number;
}

/** One request's answer is complete. */
export interface ModelAnswered {
  readonly type: 'model-answered';
  readonly usage: Usage;
  /** Null where the model's price is not known. */
  readonly costUsd: number | null;
  readonly durationMs: number;
}

/** What the answer writes, and what of it was refused. */
export interface AnswerRead {
  readonly type: 'answer-read';
  readonly files: readonly string[];
  readonly refused: readonly Refusal[];
}

/** Paths that the checks changed in the worktree, without those that Git ignores. The changes are dropped. */
export interface WorktreeChanged {
  readonly type: 'worktree-changed';
  readonly paths: readonly string[];
}

/** The attempt's work is one commit, not yet on the run's branch. */
export interface AttemptCommitted {
  readonly type: 'attempt-committed';
  readonly commit: string;
  readonly tree: string;
}

/** The work waits for its verification. */
export interface VerifyQueued {
  readonly type: 'verify-queued';
}

/** A worker's checks start on a commit. */
export interface ChecksStarted {
  readonly type: 'checks-started';
  readonly purpose: CheckPurpose;
  /** The worker whose checks these are: the attempt's own, or in a regression run an earlier one. */
  readonly of: string;
  readonly commit: string;
}

/** A check printed something. A stream: not in the journal. */
export interface CheckOutput {
  readonly type: 'check-output';
  readonly text: string;
}

/** A worker's checks have ended on a commit. */
export interface ChecksFinished {
  readonly type: 'checks-finished';
  readonly purpose: CheckPurpose;
  /** The worker whose checks these are: the attempt's own, or in a regression run an earlier one. */
  readonly of: string;
  readonly commit: string;
  readonly results: readonly CheckResult[];
}

/** The branch is about to move to this commit. A restart compares the branch with it, to learn whether it did. */
export interface Landing {
  readonly type: 'landing';
  readonly commit: string;
  readonly parent: string;
  readonly verdict: Verdict;
  /** The checks that went from red to green. */
  readonly proof: readonly number[];
}

/** The work is on the run's branch. */
export interface WorkerAccepted {
  readonly type: 'worker-accepted';
  readonly commit: string;
  readonly verdict: Verdict;
  /** The checks that went from red to green. */
  readonly proof: readonly number[];
}

/** The attempt did not lead to accepted work. */
export interface AttemptFailed {
  readonly type: 'attempt-failed';
  readonly failure: Failure;
}

/** The engine ended in the middle of the attempt, which says nothing about the work. */
export interface AttemptInterrupted {
  readonly type: 'attempt-interrupted';
}
