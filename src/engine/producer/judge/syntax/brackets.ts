import { languageOfPath } from '../../answer/language.ts';
import { braceBalance } from './braces.ts';

/** Languages with braces that no parser here knows. */
const BRACED = new Set(['go', 'rust', 'java', 'csharp', 'kotlin', 'swift', 'scala', 'c', 'cpp', 'css']);
/** What a reader of brackets misreads: raw and multi-line strings, conditional compilation, interpolation. */
const UNREADABLE = /r#*"|"""|@"|\$"|^[ \t]*#[ \t]*(?:if|ifdef|ifndef|else)\b|R"|\$\{|`|'\\?['"{}]'/m;

/**
 * Braces that do not match, in a file of a language without a parser here; null where they do, or where the text holds
 * what a reader of brackets could take for one. A file that did not match before proves nothing.
 */
export function bracketError(path: string, before: string | null, after: string): string | null {
  const language = languageOfPath(path) ?? '';
  if (!BRACED.has(language)) return null;
  const balance = (text: string): number | null =>
    UNREADABLE.test(text) ? null : braceBalance(text, language);
  const found = balance(after);
  if (found === null || found === 0) return null;
  if (before !== null && balance(before) !== 0) return null;
  return found > 0 ? `${found} of its { are never closed` : `a } without its {`;
}
