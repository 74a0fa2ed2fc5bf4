import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../../domain/clock.ts';
import { openLineProcess } from '../../../runner/line-process.ts';
import type { Runner } from '../../../runner/runner.ts';
import { parseLine } from './parse-line.ts';
import { scriptAnswer, type ScriptAnswer, type ScriptQuestion } from './script-facts.ts';

/** Babel, in a process that is kept open. */
export interface ScriptParser {
  /** What it says about one file; null where it cannot be asked, of which nothing is concluded. */
  factsOf(question: ScriptQuestion): Promise<ScriptAnswer | null>;
}

/** TypeScript beside TypeScript, JavaScript beside JavaScript. */
const PROGRAM = fileURLToPath(new URL(`./script-program${extname(import.meta.filename)}`, import.meta.url));
const LIMIT_MS = 30_000;
/** As for Python's parser: the memory that a large file took is given back now and then. */
const MAX_QUESTIONS = 250;

/** Starts at the first question, without anything of the engine's environment. */
export function openScriptParser(runner: Runner, clock: Clock): ScriptParser {
  const babel = openLineProcess(runner, {
    argv: [process.execPath, '--no-warnings', '--max-semi-space-size=1', PROGRAM],
    cwd: '/',
    env: {},
    limitMs: LIMIT_MS,
    clock,
    maxQuestions: MAX_QUESTIONS,
  });
  return {
    async factsOf(question) {
      const answer = await babel.ask(JSON.stringify(question));
      return answer.ok ? parseLine(scriptAnswer, answer.value) : null;
    },
  };
}
