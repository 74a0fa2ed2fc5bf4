import type { Line } from '../../line.ts';
import type { Layout } from '../../selectors/layout.ts';
import type { UiState } from '../../ui-state.ts';
import { approvalFoot, approvalHead } from './card-lines.ts';
import type { WaitingApproval } from './waiting.ts';

/** The card as it is drawn. */
export interface CardView {
  /** Id of the approval on it. */
  readonly approval: string;
  /** Of the very operation that is drawn: an answer carries it. */
  readonly hash: string;
  readonly head: readonly Line[];
  /** The lines of the command in sight. */
  readonly command: readonly Line[];
  readonly foot: Line;
  /** Lines that the command has on the card. */
  readonly height: number;
  readonly width: number;
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
  return {
    approval: waiting.approval.id,
    hash: waiting.approval.hash,
    head: approvalHead(waiting, now, inner),
    command: command.slice(scroll, scroll + height),
    foot: approvalFoot(waiting, scroll, lastScroll - scroll, inner),
    height,
    width,
    lastScroll,
  };
}
