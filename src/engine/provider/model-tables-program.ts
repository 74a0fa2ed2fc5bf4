/**
 * The tables of models as a program of its own, since they take up to 100 MB: a question in (a line of JSON),
 * `{ value: number | null }` out, for as long as its stdin is open.
 */
import { answerLines } from '../runner/answer-lines.ts';
import { listedCost } from './listed-cost.ts';
import type { TableQuestion } from './model-tables.ts';
import { countPromptTokens } from './tokens.ts';

answerLines((line) => {
  const question = JSON.parse(line) as TableQuestion;
  const value =
    question.type === 'tokens'
      ? countPromptTokens(question.messages)
      : listedCost(question.provider, question.model, question.usage);
  return JSON.stringify({ value });
});
