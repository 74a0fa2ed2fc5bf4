/** What a person (a key, a second terminal) or a script may ask of a running engine: the only input that it takes. */
export type Command =
  | ApprovalCommand
  | { readonly type: 'retry'; readonly worker: string }
  | { readonly type: 'escalate'; readonly worker: string }
  | WaiveCommand
  | { readonly type: 'pause' }
  | { readonly type: 'unpause' }
  | { readonly type: 'gate'; readonly answer: GateAnswer; readonly by: string }
  | { readonly type: 'stop'; readonly cause: StopCause };

/** An answer to an approval: it holds for the operation with this hash and for no other. */
export interface ApprovalCommand {
  readonly type: 'approve' | 'deny';
  readonly id: string;
  /** `Approval.hash` of the approval that the person saw. */
  readonly hash: string;
  readonly by: string;
}

/** One check of one worker is left out, for a reason that goes on the record. */
export interface WaiveCommand {
  readonly type: 'waive';
  readonly worker: string;
  /** `Statement.index`, from 0. */
  readonly check: number;
  readonly reason: string;
  readonly by: string;
}

/** A person's decision at the review gate; rework sends the named workers back. */
export type GateAnswer =
  | { readonly decision: 'approve' }
  | { readonly decision: 'reject' }
  | { readonly decision: 'rework'; readonly workers: readonly string[] };

/** Why a run ends before its gate. Every one of them can be resumed. */
export type StopCause = 'key' | 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'budget';
