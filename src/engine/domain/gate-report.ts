/** More than this share of the workers must be accepted. Fixed. */
export const SUCCESS_RATE = 0.95;

/** What the review gate shows and what the decision is made on. Plain data, kept with the run. */
export interface GateReport {
  readonly workers: number;
  readonly accepted: number;
  readonly proven: number;
  readonly unproven: number;
  readonly escalated: number;
  readonly blocked: number;
  readonly failed: number;
  readonly skipped: number;
  /** 0 to 1: accepted workers over all workers. */
  readonly successRate: number;
  /**
   * Whether the phase passes by its own figures: more than 95 % accepted, the clean clone and the phase's test green.
   * If not, an approval needs the phase's name typed in full.
   */
  readonly aboveThreshold: boolean;
  readonly branch: string;
  readonly commit: string;
  /** The phase's own test command in the clean clone; null where the phase names none. */
  readonly phaseTest: { readonly command: string; readonly ok: boolean; readonly outputTail: string } | null;
  /** Every accepted worker's checks once more in a clean clone of the branch. */
  readonly cleanClone: CleanCloneReport;
  readonly filesChanged: number;
  readonly costUsd: number | null;
  readonly durationMs: number;
}

export interface CleanCloneReport {
  readonly green: number;
  readonly red: number;
  readonly notRepeated: number;
  /** Failed at first and passed when run again. */
  readonly flaky: number;
  /** What differed from the run: the worker, the check and the end of its output. */
  readonly differences: readonly {
    readonly worker: string;
    readonly command: string;
    readonly outputTail: string;
  }[];
}
