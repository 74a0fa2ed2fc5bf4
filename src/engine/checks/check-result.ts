/** When a check ran: before the work, on the attempt's commit, for an earlier worker, or in the gate's clean clone. */
export type CheckPurpose = 'before' | 'attempt' | 'regression' | 'gate';

/**
 * How a statement ended. `red` has an exit status other than 0. `not-reached` means that `exit`, `exec`, `set -e`
 * or a time-out kept it from running: it is never green. `not-repeated` was skipped on purpose, since it needs an
 * approval and already ran once.
 */
export type CheckStatus = 'green' | 'red' | 'timeout' | 'not-reached' | 'not-repeated';

/** The outcome of one statement of TEST_PROCESS. Plain data: goes into events, evidence and the screen. */
export interface CheckResult {
  /** `Statement.index` in its worker. */
  readonly index: number;
  readonly command: string;
  readonly line: number;
  readonly status: CheckStatus;
  /** Null when it did not end by itself. */
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** The end of stdout and stderr in the order written, at most 4,000 characters. */
  readonly outputTail: string;
  /** Bytes of the whole output, which lies in the file `output`. */
  readonly outputBytes: number;
  /** The file with the whole output, relative to the run's folder; null when it printed nothing. */
  readonly output: string | null;
}
