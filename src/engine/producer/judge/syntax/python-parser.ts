import type { Clock } from '../../../domain/clock.ts';
import { openPythonHelper } from '../../../runner/helper.ts';
import type { LineFault } from '../../../runner/line-process.ts';
import { parseLine } from '../../../runner/parse-line.ts';
import type { Runner } from '../../../runner/runner.ts';
import type { JudgedFile } from '../judged-file.ts';
import { NOT_DONE, PLACEHOLDER } from '../stub/placeholder.ts';
import { pythonFacts, type PythonFacts } from './python-facts.ts';
import { PYTHON_SCRIPT } from './python-script.ts';

/** Python's own parser, in an interpreter that is kept open. */
export interface PythonParser {
  /**
   * Facts about files, one entry a file. An entry is null where the interpreter cannot be asked: that is the
   * environment's fault, and never the answer's.
   */
  factsOf(files: readonly JudgedFile[]): Promise<readonly (PythonFacts | null)[]>;
}

/** How many files may crash the parser before the rest is not asked for. */
const MAX_CRASHES = 8;
/** A new interpreter costs a tenth of a second; an old one keeps the memory of the largest file it has seen. */
const MAX_QUESTIONS = 250;
const TOO_DEEP: PythonFacts = {
  before: null,
  after: { error: 'the parser cannot hold so deep a nesting' },
};

/** @param python the interpreter, which starts at the first question, without anything of the engine's environment */
export function openPythonParser(runner: Runner, python: string, clock: Clock): PythonParser {
  const script = [PYTHON_SCRIPT, PLACEHOLDER.source, NOT_DONE.source] as const;
  const interpreter = openPythonHelper(runner, clock, python, [...script], MAX_QUESTIONS);
  return {
    async factsOf(files) {
      const found: (PythonFacts | null)[] = [];
      let crashes = 0;
      for (const { before, after } of files) {
        const answer = await interpreter.ask(JSON.stringify({ before, after }));
        if (answer.ok) {
          found.push(parseLine(pythonFacts, answer.value));
          continue;
        }
        if (!isCrash(answer.error)) break;
        found.push(TOO_DEEP);
        crashes += 1;
        if (crashes === MAX_CRASHES) break;
      }
      return files.map((_, index) => found[index] ?? null);
    },
  };
}

/** Deep nesting overflows the parser's stack: the file that it died on does not parse. */
const isCrash = ({ reason, signal }: LineFault): boolean =>
  reason === 'ended' && (signal === 'SIGSEGV' || signal === 'SIGABRT');
