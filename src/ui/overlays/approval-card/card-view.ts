import type { Block, Line } from '../../line.ts';
import type { Layout } from '../../selectors/layout.ts';
import { CARD_FRAME } from '../../selectors/layout.ts';
import type { UiState } from '../../ui-state.ts';
import { approvalFoot, approvalHead } from './card-lines.ts';
import type { WaitingApproval } from './waiting.ts';

/** The card as it is drawn. */
export interface CardView {
  /** Id of the approval on it. */
  readonly approval: string;
  /** Of the very operation that is drawn: an answer carries it. */
  readonly hash: string;
  /** What is inside of its border: the head, the lines of the command in sight, the keys. */
  readonly inside: Block;
  readonly width: number;
  readonly height: number;
  readonly lastScroll: number;
}

/** Cells of a card's border, left and right. */
const BORDER = 2;

/** Cells that a command has on a card of this width. */
export const commandWidth = (width: number): number => width - BORDER;

/** The card of a waiting approval with the lines of its command, scrolled as the person left it. */
export function cardView(
  waiting: WaitingApproval,
  command: readonly Line[],
  ui: UiState,
  layout: Layout,
  now: number,
  width: number,
): CardView {
  const height = layout.command;
  const lastScroll = Math.max(0, command.length - height);
  const scroll = Math.min(ui.card.scroll, lastScroll);
  const inner = commandWidth(width);
  const lines = [
    ...approvalHead(waiting, now, inner),
    ...command.slice(scroll, scroll + height),
    approvalFoot(waiting, scroll, lastScroll - scroll, inner),
  ];
  return {
    approval: waiting.approval.id,
    hash: waiting.approval.hash,
    inside: { lines, width: inner, height: lines.length },
    width,
    height: height + CARD_FRAME,
    lastScroll,
  };
}
