import { languageOfFile } from '../../answer/language.ts';
import type { JudgedFile } from '../judged-file.ts';
import type { Parsers } from './parsers.ts';
import type { PythonFacts } from './python-facts.ts';
import type { ScriptAnswer } from './script-facts.ts';
import { scriptQuestionOf } from './script-question.ts';
import { syntaxErrorOf } from './syntax.ts';

/** What the parser of its language says about one file; null where there is none, or where it cannot be asked. */
export interface FileFacts {
  readonly python: PythonFacts | null;
  /** Of a component, what is said about its script. */
  readonly script: ScriptAnswer | null;
  readonly error: string | null;
}

/** The facts about a file of which nothing is known. */
export const NO_FACTS: FileFacts = { python: null, script: null, error: null };

const isPython = (file: JudgedFile): boolean => languageOfFile(file.path, file.after) === 'python';

/** What parsers say about the files of one answer, in their order. */
export async function gatherFacts(
  { python, script: babel }: Parsers,
  files: readonly JudgedFile[],
): Promise<readonly FileFacts[]> {
  const asked = files.filter(isPython);
  const found = python === null ? [] : await python.factsOf(asked);
  const facts = new Map(asked.map((file, index) => [file, found[index] ?? null]));
  return Promise.all(
    files.map(async (file) => {
      const question = scriptQuestionOf(file);
      const script = question === null ? null : await babel.factsOf(question);
      const error = syntaxErrorOf(file, script?.after ?? null);
      return { python: facts.get(file) ?? null, script, error };
    }),
  );
}
