import { z } from 'zod';
import type { Clock } from '../domain/clock.ts';
import type { Usage } from '../domain/usage.ts';
import { openNodeHelper } from '../runner/helper.ts';
import { parseLine } from '../runner/parse-line.ts';
import type { Runner } from '../runner/runner.ts';
import type { Message } from './provider.ts';

/** What big tables say of models: the tokenizer's ranks (75 MB) and the list of prices (20 MB). */
export interface ModelTables {
  /** As `countPromptTokens` does; estimated where the tokenizer cannot be asked. */
  readonly countTokens: CountTokens;
  /** As `listedCost` does; where the helper cannot be asked, in this process: a budget holds by what answers cost. */
  readonly listedCost: ListedCost;
}

/** How many tokens a prompt has. */
export type CountTokens = (messages: readonly Message[]) => Promise<number>;

/** What an answer cost by the list of prices, in US dollars; null where the model or its tokens are not known. */
export type ListedCost = (provider: string, model: string, usage: Usage) => Promise<number | null>;

/** What the helper is asked, each question a line of JSON. */
export type TableQuestion =
  | { readonly type: 'tokens'; readonly messages: readonly Message[] }
  | { readonly type: 'cost'; readonly provider: string; readonly model: string; readonly usage: Usage };

const PROGRAM = new URL('model-tables-program.ts', import.meta.url);
/** It keeps nothing of what it was asked. */
const MAX_QUESTIONS = 10_000;
/** Bytes of a token, on the safe side: code has 3 to 4. */
const BYTES_A_TOKEN = 3;

/** A number, or that there is none. */
const answerShape = z.object({ value: z.number().nullable() });

/** The helper starts at the first question, loads the table that it needs, and ends with the runner. */
export function openModelTables(runner: Runner, clock: Clock): ModelTables {
  const helper = openNodeHelper(runner, clock, PROGRAM, MAX_QUESTIONS);
  const ask = async (question: TableQuestion): Promise<number | null | undefined> => {
    const answer = await helper.ask(JSON.stringify(question));
    return answer.ok ? parseLine(answerShape, answer.value)?.value : undefined;
  };
  return {
    async countTokens(messages) {
      const counted = await ask({ type: 'tokens', messages });
      if (typeof counted === 'number') return counted;
      const bytes = messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
      return Math.ceil(bytes / BYTES_A_TOKEN);
    },
    async listedCost(provider, model, usage) {
      const asked = await ask({ type: 'cost', provider, model, usage });
      return asked === undefined
        ? (await import('./listed-cost.ts')).listedCost(provider, model, usage)
        : asked;
    },
  };
}
