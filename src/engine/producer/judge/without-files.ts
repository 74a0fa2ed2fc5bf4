import type { Failure } from '../../domain/failure.ts';
import type { Answer } from '../answer/read-answer.ts';
import { fits, languageOfFence, languageOfPath } from '../answer/language.ts';
import { excerptOf, isCodePath, isProse } from './guide.ts';
import { sameFamily, signatureOf } from './signature.ts';

/** The failure of a file that holds `found` and not what its name says. */
export const wrongLanguage = (path: string, found: string): Failure => ({
  reason: 'wrong-language',
  path,
  detail: `${found} where ${languageOfPath(path) ?? 'another language'} was asked for`,
});

/** Nothing for any file: no content at all, another language where there is a real block of it, a guide otherwise. */
export function judgeWithoutFiles(answer: Answer, text: string, deliverables: readonly string[]): Failure {
  if (answer.prose.trim() === '' && answer.unusedFences.every((fence) => fence.text.trim() === '')) {
    return { reason: 'empty' };
  }
  const [path] = deliverables;
  const wanted = path === undefined ? null : languageOfPath(path);
  if (path !== undefined && wanted !== null && isCodePath(path)) {
    const largest = [...answer.unusedFences].sort((a, b) => b.text.length - a.text.length)[0];
    const fence = largest === undefined ? null : languageOfFence(largest.info.split(/[\s:]/, 1)[0] ?? '');
    const language = fence ?? signatureOf(largest?.text ?? text);
    const isOther =
      language !== null &&
      !['text', 'console', 'shell', 'diff', 'markdown'].includes(language) &&
      isCodePath(`a.${extensionOf(language)}`);
    if (
      isOther &&
      !fits(language, wanted) &&
      (fence !== null || !sameFamily(language, wanted)) &&
      !isProse(largest?.text ?? text)
    ) {
      return wrongLanguage(path, language);
    }
  }
  return { reason: 'guide', excerpt: excerptOf(answer.prose === '' ? text : answer.prose) };
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  python: 'py',
  javascript: 'js',
  typescript: 'ts',
  rust: 'rs',
  ruby: 'rb',
  csharp: 'cs',
  kotlin: 'kt',
};
const extensionOf = (language: string): string => EXTENSIONS[language] ?? language;
