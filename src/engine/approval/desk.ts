import { createHash } from 'node:crypto';
import type { Clock } from '../domain/clock.ts';
import type { EventBody } from '../domain/event.ts';
import { writeQuestion } from './channels/inbox.ts';
import type { Approval, ApprovalAnswer } from '../domain/approval.ts';

/** Without an answer for this long, the operation counts as not approved. */
export const APPROVAL_TIMEOUT_MS = 300_000;

/** What asks for an approval has to say about the operation. */
export type ApprovalRequest = Omit<Approval, 'id' | 'hash' | 'requestedAt' | 'expiresAt'>;

/** Where approvals wait for their answer. One answer counts, the first; it can come from any terminal. */
export interface ApprovalDesk {
  /** Resolves with the answer, or null when `signal` aborts before there is one. */
  ask(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalAnswer | null>;
  /** False when no such approval waits. */
  answer(id: string, answer: ApprovalAnswer): boolean;
}

export function createApprovalDesk(options: {
  readonly run: string;
  readonly runDir: string;
  readonly clock: Clock;
  readonly dispatch: (event: EventBody) => void;
  /** How many were asked before, so that ids stay unique after a restart. */
  readonly asked: number;
}): ApprovalDesk {
  const { clock, dispatch } = options;
  const waiting = new Map<string, (answer: ApprovalAnswer | null) => void>();
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
        waiting.set(id, settle);
        writeQuestion(options.runDir, approval);
        dispatch({ type: 'approval-requested', approval });
      });
    },
    answer(id, answer) {
      const settle = waiting.get(id);
      settle?.(answer);
      return settle !== undefined;
    },
  };
}

/** An answer holds for this operation of this attempt alone. */
export function hashOperation(run: string, request: ApprovalRequest): string {
  const parts = [run, request.kind, request.worker, request.attempt, request.command];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
