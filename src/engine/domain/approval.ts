/** How dangerous an operation is, and what may be done about it without a person. */
export type Risk = 'low' | 'medium' | 'high' | 'critical';

/** A request for a human's answer to one exact operation. Data only: an id, the operation, a hash of it. */
export interface Approval {
  readonly id: string;
  readonly kind: 'check' | 'stage' | 'gate' | 'setup';
  /** The worker that waits, or null for a stage of the phase. */
  readonly worker: string | null;
  readonly attempt: number | null;
  /** The exact text that would run (for the gate: the merge in words). */
  readonly command: string;
  readonly risk: Risk;
  /** Why it asks, in one sentence. */
  readonly reason: string;
  /** sha256 over run, worker, attempt and command, hex: an answer holds for this operation alone. */
  readonly hash: string;
  /** Epoch ms. */
  readonly requestedAt: number;
  /** Epoch ms; null where it waits for ever (the gate). */
  readonly expiresAt: number | null;
}

/** How an approval ended. A timeout is not a person's no. */
export type ApprovalAnswer =
  | { readonly type: 'approved'; readonly by: string }
  | { readonly type: 'denied'; readonly by: string }
  | { readonly type: 'timeout' };
