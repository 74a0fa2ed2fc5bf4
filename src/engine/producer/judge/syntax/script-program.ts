/**
 * Babel as a program of its own, since it would take memory and time from the engine: a line of JSON in (a
 * `ScriptQuestion`), a line out (a `ScriptAnswer`), for as long as its stdin is open.
 */
import { answerLines } from '../../../runner/answer-lines.ts';
import type { ScriptAnswer, ScriptQuestion } from './script-facts.ts';
import { factsOfText } from './script-tree.ts';

function answerTo({ kind, path, before, after }: ScriptQuestion): ScriptAnswer {
  return {
    before: before === null ? null : factsOfText(kind, path, before),
    after: factsOfText(kind, path, after),
  };
}

answerLines((line) => JSON.stringify(answerTo(JSON.parse(line) as ScriptQuestion)));
