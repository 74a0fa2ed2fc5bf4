import type { Approval, ApprovalAnswer } from './approval.ts';

/** What happens to the questions that a person has to answer. */
export type ApprovalEvent = ApprovalRequested | ApprovalAnswered;

/** An operation waits for a person. */
export interface ApprovalRequested {
  readonly type: 'approval-requested';
  readonly approval: Approval;
}

/** The question is over, by an answer or by its time limit. */
export interface ApprovalAnswered {
  readonly type: 'approval-answered';
  readonly id: string;
  readonly answer: ApprovalAnswer;
}
