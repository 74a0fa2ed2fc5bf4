/** How the terminal's lines are shared out, top to bottom. They sum to the height, but on one of a few lines. */
export interface Layout {
  readonly header: number;
  /** For the screen in sight. */
  readonly body: number;
  /** Lines of the approval's command; 0 without a card. */
  readonly command: number;
  readonly footer: number;
}

/** A smaller terminal shows only that it is too small, and takes no answer to what it cannot show. */
export const SMALLEST = { columns: 20, rows: 8 };

/** Lines of the approval card around its command: border, two lines of head, keys. */
export const CARD_FRAME = 5;

/**
 * Shares out `height` lines: the card goes first, then two lines of body, then the rest of the header. `wanted` are the
 * lines that the waiting command takes in full; null without one.
 */
export function layoutFor(height: number, wanted: number | null): Layout {
  const footer = 1;
  const card = wanted === null ? 0 : CARD_FRAME + 1;
  const header = Math.max(1, Math.min(height >= 18 ? 4 : 2, height - footer - card - 2));
  let body = height - header - footer;
  let command = 0;
  if (wanted !== null) {
    const room = Math.min(Math.floor(height / 2), body - CARD_FRAME - 1);
    command = Math.max(1, Math.min(wanted, room));
    body -= CARD_FRAME + command;
  }
  return { header, body: Math.max(0, body), command, footer };
}
