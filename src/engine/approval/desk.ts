import { createHash } from 'node:crypto';
import type { Clock } from '../domain/clock.ts';
import type { EventBody } from '../domain/event.ts';
import type { Channel } from './channel.ts';
import type { Approval, ApprovalAnswer } from '../domain/approval.ts';

/** Without an answer for this long, the operation counts as not approved. */
export const APPROVAL_TIMEOUT_MS = 300_000;

/** What asks for an approval has to say about the operation. */
export type ApprovalRequest = Omit<Approval, 'id' | 'hash' | 'requestedAt' | 'expiresAt'>;

/** Where approvals wait for their answer. One answer counts, the first; it can come from any terminal. */
export interface ApprovalDesk {
  /** Resolves with the answer, or null when `signal` aborts before there is one. */
  ask(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalAnswer | null>;
  /**
   * Takes an answer to what waits under this id and has this hash; false where nothing does. An answer to another
   * operation than the one that waits now is none.
   */
  answer(id: string, hash: string, answer: ApprovalAnswer): boolean;
}

interface Question {
  readonly hash: string;
  readonly settle: (answer: ApprovalAnswer) => void;
}

export function createApprovalDesk(options: {
  readonly run: string;
  /** Where each question is shown. */
  readonly channels: readonly Channel[];
  readonly clock: Clock;
  readonly dispatch: (event: EventBody) => void;
  /** How many were asked before, so that ids stay unique after a restart. */
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

/** An answer holds for this operation of this attempt alone. */
export function hashOperation(run: string, request: ApprovalRequest): string {
  const parts = [run, request.kind, request.worker, request.attempt, request.command];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
