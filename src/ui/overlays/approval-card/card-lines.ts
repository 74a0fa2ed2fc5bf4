import type { Approval } from '../../../engine/domain/approval.ts';
import { wrap } from '../../fit.ts';
import { keyOf } from '../../keys/binding.ts';
import type { Line } from '../../line.ts';
import { cutLine, span } from '../../line.ts';
import { safeText } from '../../safe-text.ts';
import { clockTime } from '../../selectors/units.ts';
import type { Tone } from '../../theme.ts';
import { APPROVE, COMMAND_DOWN, COMMAND_UP, DENY, NEXT } from './card-keys.ts';
import type { WaitingApproval } from './waiting.ts';

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
export function approvalHead(waiting: WaitingApproval, now: number, width: number): readonly Line[] {
  const { approval, place, of } = waiting;
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
export function approvalFoot(waiting: WaitingApproval, above: number, below: number, width: number): Line {
  const hidden = [
    ...(above > 0 ? [`${above} above`] : []),
    ...(below > 0 ? [`+${below} more line${below === 1 ? '' : 's'}`] : []),
  ];
  return cutLine(
    [
      ...(hidden.length > 0
        ? [span(`${hidden.join(', ')} (${keyOf(COMMAND_UP)} ${keyOf(COMMAND_DOWN)})  `, 'warn')]
        : []),
      span(`${keyOf(APPROVE)} approve  ${keyOf(DENY)} deny`, 'strong'),
      ...(waiting.of > 1 ? [span(`  ${keyOf(NEXT)} next`)] : []),
    ],
    width,
  );
}
