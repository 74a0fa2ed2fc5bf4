import type { GateAnswer, StopCause } from './command.ts';
import type { GateReport } from './gate-report.ts';
import type { SharedLack } from './lack.ts';
import type { StageName } from './stage.ts';
import type { WorkerFacts } from './worker-facts.ts';

/** What happens to the run as a whole. */
export type RunEvent =
  | RunCreated
  | RunStarted
  | RunPaused
  | RunUnpaused
  | RunStopped
  | EnvironmentLacking
  | StageStarted
  | StageOutput
  | StageFinished
  | GateOpened
  | GateAnswered
  | MergeObstructed
  | PhaseMerged
  | PhaseRejected;

/** The run was created: the first event of every run. */
export interface RunCreated {
  readonly type: 'run-created';
  readonly run: string;
  readonly phase: string;
  readonly title: string;
  /** The commit that the run starts from, and the branch that it was on (null: detached HEAD). */
  readonly base: string;
  readonly baseBranch: string | null;
  /** The run's own branch. */
  readonly branch: string;
  readonly workers: readonly WorkerFacts[];
}

/** An engine is at work on the run. */
export interface RunStarted {
  readonly type: 'run-started';
  /** Another engine was at work on it before. */
  readonly resumed: boolean;
  readonly pid: number;
}

/** No further worker is started. */
export interface RunPaused {
  readonly type: 'run-paused';
}

/** Workers are started again. */
export interface RunUnpaused {
  readonly type: 'run-unpaused';
}

/** The engine ended before the gate was answered; the run can be resumed. */
export interface RunStopped {
  readonly type: 'run-stopped';
  readonly cause: StopCause;
}

/** Missing dependencies, each once with all checks that need it; found before the first token is spent. */
export interface EnvironmentLacking {
  readonly type: 'environment-lacking';
  readonly lacks: readonly SharedLack[];
}

/** A stage begins, or its next command does. */
export interface StageStarted {
  readonly type: 'stage-started';
  readonly stage: StageName;
  /** Null where the stage runs no command of the phase. */
  readonly command: string | null;
}

/** A stage's command or check printed something. A stream: not in the journal. */
export interface StageOutput {
  readonly type: 'stage-output';
  readonly stage: StageName;
  readonly text: string;
}

/** A stage is over. */
export interface StageFinished {
  readonly type: 'stage-finished';
  readonly stage: StageName;
  readonly ok: boolean;
  /** In words, for a person. */
  readonly detail: string;
}

/** The review is done, and the gate waits for an answer. */
export interface GateOpened {
  readonly type: 'gate-opened';
  readonly report: GateReport;
}

/** The gate was answered. */
export interface GateAnswered {
  readonly type: 'gate-answered';
  readonly answer: GateAnswer;
  readonly by: string;
}

/** The gate was approved, but something prevents the merge. */
export interface MergeObstructed {
  readonly type: 'merge-obstructed';
  readonly detail: string;
}

/** The phase was merged into the branch that it started from. No event follows. */
export interface PhaseMerged {
  readonly type: 'phase-merged';
  readonly commit: string;
  readonly into: string;
  readonly tag: string;
}

/** The phase was given up; its branch stays. No event follows. */
export interface PhaseRejected {
  readonly type: 'phase-rejected';
  readonly why: string;
}
