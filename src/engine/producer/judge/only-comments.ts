import type { Failure } from '../../domain/failure.ts';
import { BRACE_LANGUAGES, languageOfPath } from '../answer/language.ts';
import { excerptOf } from './guide.ts';
import type { JudgedFile } from './judged-file.ts';
import type { PythonFacts } from './syntax/python-facts.ts';

const HASHES = new Set(['python', 'shell', 'ruby']);
/**
 * A code file that holds comments and nothing else: a stub where it is a note to do the work, a guide where it tells
 * how. Files of imports and constants are work, and so is a commented `__init__.py`.
 */
export function judgeComments({ path, after }: JudgedFile, python: PythonFacts | null): Failure | null {
  if (/(?:^|\/)__init__\.pyi?$/.test(path) || !isOnlyComments(path, after, python)) return null;
  const excerpt = excerptOf(after);
  const isNote =
    /\bTODO\b|\bFIXME\b|implement(?:ation)? (?:this|me|later|here|goes here)|your code here/i.test(after);
  return isNote && after.trim().split('\n').length <= 3
    ? { reason: 'stub', path, excerpt }
    : { reason: 'guide', excerpt };
}

function isOnlyComments(path: string, text: string, python: PythonFacts | null): boolean {
  if (python?.after.error === null) {
    const { statements, fillers, imports, comments, functions } = python.after;
    return statements + fillers + imports + functions.length === 0 && comments.length > 0;
  }
  const language = languageOfPath(path) ?? '';
  const comment = HASHES.has(language) ? /^#/ : BRACE_LANGUAGES.has(language) ? /^(?:\/\/|\/\*|\*)/ : null;
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#!'));
  return comment !== null && lines.length > 0 && lines.every((line) => comment.test(line));
}
