/**
 * The tokenizer as a program of its own, since its table takes 75 MB: a line of JSON in (messages), a line out (a number
 * of tokens), for as long as its stdin is open.
 */
import { answerLines } from '../runner/answer-lines.ts';
import type { Message } from './provider.ts';
import { countPromptTokens } from './tokens.ts';

answerLines((line) => String(countPromptTokens(JSON.parse(line) as readonly Message[])));
