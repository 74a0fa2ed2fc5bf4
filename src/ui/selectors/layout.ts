/** How the screen's lines are shared out, top to bottom. They sum to the height, but on a screen of a few lines. */
export interface Layout {
  readonly header: number;
  /** What the screen shows: table, worker or gate. */
  readonly body: number;
  /** With its title line; 0 where there is no room. */
  readonly log: number;
  /** Lines of the approval's command; 0 without a card. */
  readonly command: number;
  readonly footer: number;
}

/** A smaller terminal shows only that it is too small, and takes no answer to what it cannot show. */
export const SMALLEST = { columns: 20, rows: 8 };

/** Lines of the approval card around its command: border, two lines of head, keys. */
export const CARD_FRAME = 5;
const LONGEST_LOG = 14;

export interface LayoutWishes {
  /** Lines that the waiting command takes in full; null without one. */
  readonly command: number | null;
  readonly log: boolean;
}

/** Shares out `height` lines: the card goes first, then two lines of body, then the rest of the header. */
export function layoutFor(height: number, wishes: LayoutWishes): Layout {
  const footer = 1;
  const wanted = wishes.command === null ? 0 : CARD_FRAME + 1;
  const header = Math.max(1, Math.min(height >= 18 ? 4 : 2, height - footer - wanted - 2));
  let body = height - header - footer;
  let command = 0;
  if (wishes.command !== null) {
    const room = Math.min(Math.floor(height / 2), body - CARD_FRAME - 1);
    command = Math.max(1, Math.min(wishes.command, room));
    body -= CARD_FRAME + command;
  }
  const log = wishes.log && command === 0 && body >= 8 ? Math.min(LONGEST_LOG, Math.floor(body / 3)) : 0;
  return { header, body: Math.max(0, body - log), log, command, footer };
}
