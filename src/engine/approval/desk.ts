import { createHash } from 'node:crypto';
import type { Clock } from '../domain/clock.ts';
import type { EventBody } from '../domain/event.ts';
import type { Channel } from './channel.ts';
import type { Approval, ApprovalAnswer } from '../domain/approval.ts';

/** An operation without an answer for this long, in milliseconds, counts as not approved. */
export const APPROVAL_TIMEOUT_MS = 300_000;

/** What the caller says about the operation. */
export type ApprovalRequest = Omit<Approval, 'id' | 'hash' | 'requestedAt' | 'expiresAt'>;

/** The approvals that wait for an answer. The first answer counts, from whichever terminal it comes. */
export interface ApprovalDesk {
  /** Resolves with the answer, or null when `signal` aborts before there is one. */
  ask(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalAnswer | null>;
  /**
   * Answers the approval that waits under this id and has this hash; false where none does. The hash keeps an answer
   * from approving another operation than the one that was shown.
   */
  answer(id: string, hash: string, answer: ApprovalAnswer): boolean;
}

interface Question {
  readonly hash: string;
  readonly settle: (answer: ApprovalAnswer) => void;
}

export function createApprovalDesk(options: {
  readonly run: string;
  /** The channels on which each approval is shown. */
  readonly channels: readonly Channel[];
  readonly clock: Clock;
  readonly dispatch: (event: EventBody) => void;
  /** The number of approvals asked by earlier engines, so that ids stay unique. */
  readonly asked: number;
}): ApprovalDesk {
  const { clock, dispatch } = options;
  const waiting = new Map<string, Question>();
  let asked = options.asked;
  return {
    ask(request, signal) {
      if (signal.aborted) return Promise.resolve(null);
      asked += 1;
      const id = `A${asked}`;
      const now = clock.now();
      const approval: Approval = {
        ...request,
        id,
        hash: hashOperation(options.run, request),
        requestedAt: now,
        expiresAt: now + APPROVAL_TIMEOUT_MS,
      };
      return new Promise((resolve) => {
        const settle = (answer: ApprovalAnswer | null): void => {
          cancel();
          signal.removeEventListener('abort', onAbort);
          waiting.delete(id);
          if (answer !== null) dispatch({ type: 'approval-answered', id, answer });
          resolve(answer);
        };
        const onAbort = (): void => settle(null);
        const cancel = clock.after(APPROVAL_TIMEOUT_MS, () => settle({ type: 'timeout' }));
        signal.addEventListener('abort', onAbort, { once: true });
        waiting.set(id, { hash: approval.hash, settle });
        for (const channel of options.channels) channel.ask(approval);
        dispatch({ type: 'approval-requested', approval });
      });
    },
    answer(id, hash, answer) {
      const question = waiting.get(id);
      if (question?.hash !== hash) return false;
      question.settle(answer);
      return true;
    },
  };
}

/** The hash that binds an answer to this operation of this attempt alone. */
export function hashOperation(run: string, request: ApprovalRequest): string {
  const parts = [run, request.kind, request.worker, request.attempt, request.command];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
