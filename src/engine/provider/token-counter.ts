import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../domain/clock.ts';
import { openLineProcess } from '../runner/line-process.ts';
import type { Runner } from '../runner/runner.ts';
import type { Message } from './provider.ts';

/** Counts the tokens of prompts outside the engine's process. */
export interface TokenCounter {
  /** As `countPromptTokens` does; estimated where the tokenizer cannot be asked. */
  count(messages: readonly Message[]): Promise<number>;
}

/** TypeScript beside TypeScript, JavaScript beside JavaScript. */
const PROGRAM = fileURLToPath(new URL(`./tokens-program${extname(import.meta.filename)}`, import.meta.url));
const LIMIT_MS = 30_000;
/** It keeps nothing of what it has counted. */
const MAX_QUESTIONS = 10_000;
/** Bytes of a token, on the safe side: code has 3 to 4. */
const BYTES_A_TOKEN = 3;

/** The tokenizer starts at the first count, without anything of the engine's environment, and ends with the runner. */
export function openTokenCounter(runner: Runner, clock: Clock): TokenCounter {
  const tokenizer = openLineProcess(runner, {
    argv: [process.execPath, '--no-warnings', '--max-semi-space-size=1', PROGRAM],
    cwd: '/',
    env: {},
    limitMs: LIMIT_MS,
    clock,
    maxQuestions: MAX_QUESTIONS,
  });
  return {
    async count(messages) {
      const answer = await tokenizer.ask(JSON.stringify(messages));
      const counted = answer.ok ? Number.parseInt(answer.value, 10) : Number.NaN;
      if (!Number.isNaN(counted)) return counted;
      const bytes = messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
      return Math.ceil(bytes / BYTES_A_TOKEN);
    },
  };
}
