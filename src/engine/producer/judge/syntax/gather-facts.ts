import { languageOfFile } from '../../answer/language.ts';
import type { JudgedFile } from '../judged-file.ts';
import { pythonFacts, type PythonFacts } from './python-facts.ts';
import { syntaxErrorOf } from './syntax.ts';

/** Files of one answer, and the interpreter that Python is asked of; null where there is none. */
export interface FactsInput {
  readonly files: readonly JudgedFile[];
  readonly python: string | null;
}

/** What the parser of its language says about one file; both null where there is none. */
export interface FileFacts {
  readonly python: PythonFacts | null;
  readonly error: string | null;
}

const isPython = (file: JudgedFile): boolean => languageOfFile(file.path, file.after) === 'python';

/** What parsers say about the files of many answers, in the order of both; one process a parser for all of them. */
export async function gatherFacts(inputs: readonly FactsInput[]): Promise<readonly (readonly FileFacts[])[]> {
  const files = inputs.flatMap((input) => input.files);
  const errors = files.map(syntaxErrorOf);
  const python = new Map<JudgedFile, PythonFacts | null>();
  for (const interpreter of new Set(inputs.map((input) => input.python))) {
    if (interpreter === null) continue;
    const own = inputs.filter((input) => input.python === interpreter).flatMap((input) => input.files);
    const asked = own.filter(isPython);
    if (asked.length === 0) continue;
    const facts = await pythonFacts(interpreter, asked);
    for (const [index, file] of asked.entries()) python.set(file, facts[index] ?? null);
  }
  let next = 0;
  return inputs.map((input) =>
    input.files.map((file) => ({ python: python.get(file) ?? null, error: errors[next++] ?? null })),
  );
}
