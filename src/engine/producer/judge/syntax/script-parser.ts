import type { Clock } from '../../../domain/clock.ts';
import { openNodeHelper } from '../../../runner/helper.ts';
import { parseLine } from '../../../runner/parse-line.ts';
import type { Runner } from '../../../runner/runner.ts';
import { scriptAnswer, type ScriptAnswer, type ScriptQuestion } from './script-facts.ts';

/** Babel, in a process that is kept open. */
export interface ScriptParser {
  /** What it says about one file; null where it cannot be asked, of which nothing is concluded. */
  factsOf(question: ScriptQuestion): Promise<ScriptAnswer | null>;
}

const PROGRAM = new URL('script-program.ts', import.meta.url);
/** As for Python's parser: the memory that a large file took is given back now and then. */
const MAX_QUESTIONS = 250;

/** Starts at the first question, without anything of the engine's environment. */
export function openScriptParser(runner: Runner, clock: Clock): ScriptParser {
  const babel = openNodeHelper(runner, clock, PROGRAM, MAX_QUESTIONS);
  return {
    async factsOf(question) {
      const answer = await babel.ask(JSON.stringify(question));
      return answer.ok ? parseLine(scriptAnswer, answer.value) : null;
    },
  };
}
