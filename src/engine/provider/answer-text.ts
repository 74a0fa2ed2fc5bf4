const OPEN = '<think>';
const CLOSE = '</think>';

/** The longest answer in characters; a server that never ends must not fill the memory. */
const LONGEST_ANSWER = 8_000_000;
const MAX_PIECES = 256;

/** Collects an answer piece by piece, without the reasoning that some models put before it. */
export interface AnswerText {
  push(piece: string): void;
  /** A token that is no part of the answer: passed on as an empty text, so that progress is seen. */
  thought(): void;
  /** True when the answer grew over 8,000,000 characters. */
  tooLong(): boolean;
  /** Passes on what was held back and returns the whole answer. */
  end(): string;
}

/**
 * Reasoning models behind a plain API send `<think>…</think>` as the start of their text. It is no part of the answer:
 * `onText` gets an empty text for it. The tags may be cut anywhere between two pieces.
 */
export function collectAnswer(onText: (text: string) => void): AnswerText {
  let state: 'start' | 'thinking' | 'gap' | 'answer' = 'start';
  let held = '';
  let length = 0;
  // Joined now and then: text that is put together piece by piece holds every piece, at many times its size.
  const joined: string[] = [];
  let pieces: string[] = [];
  const emit = (piece: string): void => {
    length += piece.length;
    pieces.push(piece);
    if (pieces.length >= MAX_PIECES) {
      joined.push(pieces.join(''));
      pieces = [];
    }
    onText(piece);
  };
  /** One step of the state machine over what is held; true when there may be another one. */
  const step = (): boolean => {
    switch (state) {
      case 'start': {
        const begun = held.trimStart();
        if (begun.startsWith(OPEN)) {
          held = begun.slice(OPEN.length);
          state = 'thinking';
          return true;
        }
        if (OPEN.startsWith(begun)) return false;
        state = 'answer';
        return true;
      }
      case 'thinking': {
        const close = held.indexOf(CLOSE);
        if (close === -1) {
          held = held.slice(-(CLOSE.length - 1));
          return false;
        }
        held = held.slice(close + CLOSE.length);
        state = 'gap';
        return true;
      }
      case 'gap':
        held = held.replace(/^[\r\n]+/, '');
        if (held === '') return false;
        state = 'answer';
        return true;
      case 'answer':
        if (held !== '') emit(held);
        held = '';
        return false;
    }
  };
  return {
    push: (piece) => {
      const before = length;
      held += piece;
      while (step());
      if (length === before) onText('');
    },
    thought: () => onText(''),
    tooLong: () => length > LONGEST_ANSWER,
    end: () => {
      if (state === 'start' && held !== '') emit(held);
      held = '';
      return [...joined, ...pieces].join('');
    },
  };
}
