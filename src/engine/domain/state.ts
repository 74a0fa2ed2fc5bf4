import type { StageName, StageState } from './stage.ts';
import type { WorkerFacts } from './worker-facts.ts';
import type { Approval } from './approval.ts';
import type { Instruction } from './instruction.ts';
import type { Lack, SharedLack } from './lack.ts';
import type { EvidenceRecord } from './evidence-record.ts';
import type { CheckResult } from './check-result.ts';
import type { GateAnswer, StopCause } from './command.ts';
import type { Refusal } from './refusal.ts';
import type { Failure } from './failure.ts';
import type { GateReport } from './gate-report.ts';
import type { ProviderName } from './provider-name.ts';
import type { Verdict } from './verdict.ts';

/** The run as a whole. Plain data; counts are kept up to date event by event, never recounted. */
export interface RunState {
  readonly run: string;
  readonly phase: string;
  readonly title: string;
  readonly base: string;
  readonly baseBranch: string | null;
  readonly branch: string;
  /** The newest verified commit of the run's branch. */
  readonly tip: string;
  readonly status: RunStatus;
  readonly paused: boolean;
  /** Worker ids in the order of their numbers. */
  readonly order: readonly string[];
  readonly counts: Counts;
  readonly totals: Totals;
  /** Approvals that wait for an answer, oldest first. */
  readonly approvals: readonly Approval[];
  readonly stages: Readonly<Record<StageName, StageState>>;
  /** Missing dependencies, as an engine last found them. */
  readonly lacks: readonly SharedLack[];
  readonly gate: GateReport | null;
  /** The hash of the newest evidence record: the next one is chained to it. */
  readonly evidenceHead: string | null;
  readonly gateAnswer: { readonly answer: GateAnswer; readonly by: string; readonly at: number } | null;
  readonly merge: { readonly commit: string; readonly into: string; readonly tag: string } | null;
  /** What prevents the approved merge; null where nothing does. */
  readonly obstruction: string | null;
  readonly createdAt: number;
  /** Epoch ms since when an engine has been at work; null when none is. */
  readonly activeSince: number | null;
  /** Milliseconds that engines were at work before `activeSince`. */
  readonly activeMs: number;
  /** `seq` of the last event in here. */
  readonly seq: number;
}

export type RunStatus =
  | { readonly type: 'created' }
  | { readonly type: 'running' }
  | { readonly type: 'stopped'; readonly cause: StopCause; readonly at: number }
  | { readonly type: 'reviewing' }
  | { readonly type: 'merged'; readonly at: number }
  | { readonly type: 'rejected'; readonly why: string; readonly at: number };

/** How many workers are in each state; sums to all workers. */
export type Counts = Readonly<Record<WorkerStatus['state'], number>>;

export interface Totals {
  readonly attempts: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Null as soon as one answer's price is unknown. */
  readonly costUsd: number | null;
  /** Workers with a waived check. */
  readonly waived: number;
  /** Checks that failed and then passed on the same tree. */
  readonly flaky: number;
  /** Accepted workers' time from first attempt to acceptance, summed, in ms: what the ETA is made of. */
  readonly acceptedMs: number;
}

/** One worker: its facts, where it stands, and what its attempts did. */
export interface WorkerState {
  readonly facts: WorkerFacts;
  /** Set for a worker that joined a run under way; all others have a worker file. */
  readonly instruction?: Instruction;
  readonly status: WorkerStatus;
  readonly attempts: readonly AttemptState[];
  /** What happened last, in one line, for the row. */
  readonly lastEvent: string;
  /** Epoch ms of the first attempt; null before it. */
  readonly startedAt: number | null;
  /** The provider that the worker was rerouted to; absent where its instruction and the settings decide. */
  readonly override?: ProviderName;
  /** Retries granted by a person, on top of the setting. */
  readonly extraRetries: number;
  /** Checks that a person left out, and why. */
  readonly waived: readonly Waiver[];
  /** What was proved, sealed when the worker came to rest; null until then. */
  readonly evidence: EvidenceRecord | null;
  /** `seq` of the last event in here. */
  readonly seq: number;
}

/** A check that is left out on a person's word. */
export interface Waiver {
  readonly check: number;
  readonly reason: string;
  readonly by: string;
}

export type WorkerStatus =
  | { readonly state: 'waiting' }
  /** `by`: workers that must be accepted first; `lacks`: missing dependencies. */
  | { readonly state: 'blocked'; readonly by: readonly string[]; readonly lacks: readonly Lack[] }
  | {
      readonly state: 'running';
      readonly step: WorkStep;
      readonly since: number;
      readonly progress: Progress;
    }
  | { readonly state: 'approval'; readonly approval: string; readonly since: number }
  | {
      readonly state: 'accepted';
      readonly verdict: Verdict;
      readonly commit: string;
      readonly at: number;
    }
  | { readonly state: 'escalated'; readonly failure: Failure; readonly at: number }
  | { readonly state: 'failed'; readonly failure: Failure; readonly at: number }
  | { readonly state: 'skipped'; readonly at: number };

/** A worker that waits for a person, and not only for other workers. */
export function isStuck(status: WorkerStatus): boolean {
  if (status.state === 'blocked') return status.lacks.length > 0;
  return status.state === 'escalated' || status.state === 'failed';
}

/** Milliseconds that a worker's attempts took, without the time between them. */
export function workedMs(worker: WorkerState, now: number): number {
  return worker.attempts.reduce((sum, attempt) => sum + (attempt.endedAt ?? now) - attempt.startedAt, 0);
}

/** The part of its attempt that a running worker is in. */
export type WorkStep = 'prompt' | 'model' | 'answer' | 'queue' | 'checks' | 'landing';

/** When a running worker last moved, and how: what the idle clock and the stall monitor read. */
export interface Progress {
  /** Epoch ms. */
  readonly at: number;
  readonly kind: 'tokens' | 'checks' | 'step';
  /** Characters of the model's answer so far in this attempt. */
  readonly answerChars: number;
}

/** One try at a worker; `outcome` is null while it is under way. */
export interface AttemptState {
  readonly number: number;
  readonly provider: ProviderName;
  readonly model: string;
  readonly base: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly requests: number;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  readonly files: readonly string[];
  readonly refused: readonly Refusal[];
  /** Paths that its checks changed, without those that Git ignores; the changes were dropped. */
  readonly dropped: readonly string[];
  readonly commit: string | null;
  /** Results of the worker's own checks on the attempt's work, the newest run of them. */
  readonly checks: readonly CheckResult[];
  /** The checks that went from red to green; null before the verdict. */
  readonly proof: readonly number[] | null;
  /** Results of the worker's own checks on the state before the work; empty where they did not run. */
  readonly before: readonly CheckResult[];
  readonly outcome: AttemptOutcome | null;
}

export type AttemptOutcome =
  | { readonly type: 'accepted'; readonly verdict: Verdict; readonly commit: string }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'interrupted' };
