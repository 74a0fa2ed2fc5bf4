import { createRequire } from 'node:module';
import type * as O200k from 'gpt-tokenizer/encoding/o200k_base';
import type { Message } from './provider.ts';

type Encoding = typeof O200k;

let encoding: Encoding | null = null;

/** Loaded at the first count and not at the start: the table of ranks takes a quarter of a second. */
function load(): Encoding {
  encoding ??= createRequire(import.meta.url)('gpt-tokenizer/encoding/o200k_base') as Encoding;
  return encoding;
}

/**
 * The tokenizer takes quadratic time for a run without a break (`=====…`), so text is counted in slices of this length.
 */
const SLICE = 1024;

/** The tokens of longer texts are estimated. */
const LONGEST_COUNT = 4_000_000;

/** What a chat format adds around each message, in tokens. */
const PER_MESSAGE = 4;

/**
 * Tokens of a text in OpenAI's o200k_base encoding, counted in slices, which adds less than 1 in 100; other models' tokenizers differ, see
 * where it is used. Text that looks like a control token (`<|endoftext|>`) counts as the plain text it is.
 */
export function countTokens(text: string): number {
  if (text.length > LONGEST_COUNT) return Math.ceil(text.length / 3);
  const plain = { disallowedSpecial: new Set<string>() };
  let tokens = 0;
  for (let start = 0; start < text.length; start += SLICE) {
    tokens += load().countTokens(text.slice(start, start + SLICE), plain);
  }
  return tokens;
}

/** Tokens of a prompt, with what the chat format adds. */
export function countPromptTokens(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + PER_MESSAGE + countTokens(message.content), 0);
}

/** A cheap estimate of `countPromptTokens`, for people: the provider's own count follows. */
export function estimatePromptTokens(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + PER_MESSAGE + Math.ceil(message.content.length / 4), 0);
}
