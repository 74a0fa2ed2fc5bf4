import type { AttemptIo } from '../domain/attempt-io.ts';
import type { CheckResult } from '../domain/check-result.ts';
import type { Failure } from '../domain/failure.ts';
import type { Result } from '../domain/result.ts';
import type { Candidate } from '../workspace/candidate.ts';
import type { WorkerChecks } from './run-checks.ts';

/** A candidate that is to be verified on one exact commit, and the checks that it must pass there. */
export interface VerifyRequest {
  readonly candidate: Candidate;
  readonly onto: string;
  readonly checks: ChecksToPass;
  /** From 1: an attempt may be verified more than once. */
  readonly number: number;
  /** Called as soon as the candidate's commit stands on `onto`. */
  readonly stacked: (commit: string) => void;
  readonly io: AttemptIo;
}

export interface ChecksToPass {
  readonly own: WorkerChecks;
  /** The worker's checks on the state that the attempt started from. */
  readonly before: Promise<Result<readonly CheckResult[], Failure>>;
  /** Results of the checks that may run only once an attempt, kept from one verification to the next. */
  readonly once: Map<number, CheckResult>;
  /** Accepted workers that the candidate's paths concern: what was green must stay green. */
  readonly earlier: readonly WorkerChecks[];
}
