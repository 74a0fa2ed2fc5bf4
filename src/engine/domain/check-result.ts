/** When a check ran: before the work, on the attempt's commit, for an earlier worker, or in the gate's clean clone. */
export type CheckPurpose = 'before' | 'attempt' | 'regression' | 'gate';

/**
 * How a statement ended. `red` has an exit status other than 0. `not-reached` means that `exit`, `exec`, `set -e`
 * or a time-out kept it from running: it is never green. `not-repeated` was skipped on purpose, since it needs an
 * approval and already ran once. `waived` was skipped because a person said so, on the record.
 */
export type CheckStatus = 'green' | 'red' | 'timeout' | 'not-reached' | 'not-repeated' | 'waived';

/** Why a statement is left out on purpose, by its index. */
export type Skips = ReadonlyMap<number, Extract<CheckStatus, 'not-repeated' | 'waived'>>;

/** The part of an output that its file does not hold. */
export interface OutputMissing {
  readonly bytes: number;
  /** The output was longer than the limit, or the system's reason why it could not be written. */
  readonly why: string;
}

/** The outcome of one statement of TEST_PROCESS. Plain data: goes into events, evidence and the screen. */
export interface CheckResult {
  /** `Statement.index` in its worker. */
  readonly index: number;
  readonly command: string;
  readonly line: number;
  readonly status: CheckStatus;
  /** The check printed FAIL and ended with status 0: it counts as green, but proves nothing. */
  readonly suspicious: boolean;
  /** The check failed, and passed when it was run again on the same tree. */
  readonly flaky: boolean;
  /** Null when it did not end by itself. */
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** The end of stdout and stderr in the order written, at most 4,000 characters. */
  readonly outputTail: string;
  /** Bytes of the whole output, kept or not. */
  readonly outputBytes: number;
  /** The file with the output, relative to the run's folder; null when it printed nothing or no file could be made. */
  readonly output: string | null;
  /** Absent where the file holds the whole output. */
  readonly outputMissing?: OutputMissing;
}
