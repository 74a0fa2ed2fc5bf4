import { languageOfFile } from '../../answer/language.ts';
import type { JudgedFile } from '../judged-file.ts';
import type { Parsers } from './parsers.ts';
import type { PythonFacts } from './python-facts.ts';
import { syntaxErrorOf } from './syntax.ts';

/** What the parser of its language says about one file; both null where there is none. */
export interface FileFacts {
  readonly python: PythonFacts | null;
  readonly error: string | null;
}

const isPython = (file: JudgedFile): boolean => languageOfFile(file.path, file.after) === 'python';

/** What parsers say about the files of one answer, in their order. */
export async function gatherFacts(
  { python }: Parsers,
  files: readonly JudgedFile[],
): Promise<readonly FileFacts[]> {
  const asked = files.filter(isPython);
  const found = python === null ? [] : await python.factsOf(asked);
  const facts = new Map(asked.map((file, index) => [file, found[index] ?? null]));
  return files.map((file) => ({ python: facts.get(file) ?? null, error: syntaxErrorOf(file) }));
}
