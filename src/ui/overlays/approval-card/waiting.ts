import type { Approval } from '../../../engine/domain/approval.ts';
import type { RunState } from '../../../engine/domain/state.ts';

/** One approval and its place among those that wait. */
export interface WaitingApproval {
  readonly approval: Approval;
  /** From 1. */
  readonly place: number;
  readonly of: number;
}

/** The approvals that a card asks for. The gate's own is answered on the gate's screen, under its own rules. */
export function cardApprovals(run: RunState): readonly Approval[] {
  return run.approvals.filter((approval) => approval.kind !== 'gate');
}

/** The approval to show: the chosen one while it waits, else the oldest; null where none waits. */
export function shownApproval(run: RunState, chosen: string | null): WaitingApproval | null {
  const waiting = cardApprovals(run);
  const index = Math.max(
    0,
    waiting.findIndex((approval) => approval.id === chosen),
  );
  const approval = waiting[index];
  return approval === undefined ? null : { approval, place: index + 1, of: waiting.length };
}
