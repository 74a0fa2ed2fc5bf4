import { characterBorder } from './compose-answer.ts';
import { CHARACTERS_PER_TOKEN } from './conversation.ts';

/** A text in the pieces that it is sent in, with a rest before each (0: no timer). */
export interface Pacing {
  readonly pieces: readonly string[];
  readonly delayMs: number;
}

/** More pieces a second cost the reader's processor time and look no different to a person. */
const MAX_PIECES_PER_SECOND = 50;
/** Pieces of an answer that is not paced: enough to show that it is a stream. */
const INSTANT_PIECES = 4;

/** Cuts a text into pieces of about four characters a token, at the given speed; `null` is as fast as it goes. */
export function paceText(text: string, tokensPerSecond: number | null): Pacing {
  const tokens =
    tokensPerSecond === null ? 0 : Math.max(1, Math.ceil(tokensPerSecond / MAX_PIECES_PER_SECOND));
  const size =
    tokens === 0
      ? Math.max(CHARACTERS_PER_TOKEN, Math.ceil(text.length / INSTANT_PIECES))
      : tokens * CHARACTERS_PER_TOKEN;
  const pieces: string[] = [];
  for (let from = 0; from < text.length;) {
    const to = Math.max(from + 1, characterBorder(text, Math.min(from + size, text.length)));
    pieces.push(text.slice(from, to));
    from = to;
  }
  return { pieces, delayMs: tokensPerSecond === null ? 0 : (tokens * 1000) / tokensPerSecond };
}
