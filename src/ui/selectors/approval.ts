import type { Approval } from '../../engine/domain/approval.ts';
import type { RunState } from '../../engine/domain/state.ts';
import { wrap } from '../fit.ts';
import type { Line } from '../line.ts';
import { cutLine, span } from '../line.ts';
import { safeText } from '../safe-text.ts';
import type { Tone } from '../theme.ts';
import { keyFor } from '../keymap.ts';
import { clockTime } from './units.ts';

/** One approval and its place among those that wait. */
export interface ApprovalView {
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
export function shownApproval(run: RunState, chosen: string | null): ApprovalView | null {
  const waiting = cardApprovals(run);
  const index = Math.max(
    0,
    waiting.findIndex((approval) => approval.id === chosen),
  );
  const approval = waiting[index];
  return approval === undefined ? null : { approval, place: index + 1, of: waiting.length };
}

/** The exact command, wrapped: nothing of it is left out, a real new line is told from a wrapped one. */
export function commandLines(command: string, width: number): readonly Line[] {
  return command
    .split('\n')
    .flatMap((text) =>
      wrap(safeText(text), width - 2).map((piece, index): Line => [
        span(index === 0 ? '$ ' : '↪ ', 'dim'),
        span(piece, 'strong'),
      ]),
    );
}

const RISKS: Readonly<Record<Approval['risk'], Tone>> = {
  low: 'plain',
  medium: 'warn',
  high: 'bad',
  critical: 'bad',
};

/** What a card says around the command: who asks, why, until when. */
export function approvalHead(view: ApprovalView, now: number, width: number): readonly Line[] {
  const { approval, place, of } = view;
  const left =
    approval.expiresAt === null
      ? 'no time limit'
      : `${clockTime(Math.max(0, approval.expiresAt - now))} left`;
  const who = approval.worker === null ? `the ${approval.kind} of the phase` : safeText(approval.worker);
  return [
    cutLine(
      [
        span('APPROVAL', 'warn'),
        ...(of > 1 ? [span(` ${place} of ${of}`, 'warn')] : []),
        span(`  ${who}`, 'strong'),
        span(`  ${left}`),
      ],
      width,
    ),
    cutLine([span(`risk ${approval.risk}: `, RISKS[approval.risk]), span(safeText(approval.reason))], width),
  ];
}

/** The keys of a card, and how much of the command is out of sight. */
export function approvalFoot(view: ApprovalView, above: number, below: number, width: number): Line {
  const hidden = [
    ...(above > 0 ? [`${above} above`] : []),
    ...(below > 0 ? [`+${below} more line${below === 1 ? '' : 's'}`] : []),
  ];
  return cutLine(
    [
      ...(hidden.length > 0
        ? [span(`${hidden.join(', ')} (${keyFor('command-up')} ${keyFor('command-down')})  `, 'warn')]
        : []),
      span(`${keyFor('approve')} approve  ${keyFor('deny')} deny`, 'strong'),
      ...(view.of > 1 ? [span(`  ${keyFor('next-approval')} next`)] : []),
    ],
    width,
  );
}
