import { languageOfFence } from './language.ts';
import { barePath, isPathName } from './path-name.ts';

/** A path found near or in a fence, and whether its place can mean anything but "this is the file". */
export interface PathHint {
  readonly path: string;
  /** `sentence`: the line says more than the path, so that the fence may be an example that mentions the file. */
  readonly strength: 'label' | 'sentence';
}

/** The part of an info string that names the language, and the path in it, if any. */
export interface FenceInfo {
  readonly language: string | null;
  readonly path: string | null;
}

const ATTRIBUTE =
  /(?:^|[\s{,])(?:title|file(?:_?name|_?path)?|path|name|src)\s*[=:]\s*(?:"([^"]+)"|'([^']+)'|([^\s},"']+))/i;
/** Longer lines are prose, and are not searched. */
const LONGEST_LINE = 300;

/** Reads ```` ```python src/a.py ````, `src/a.py`, `python:src/a.py`, `python title="src/a.py"`, `{src/a.py}` and their like. */
export function readInfo(info: string, deliverables: readonly string[]): FenceInfo {
  const text = info.trim().slice(0, LONGEST_LINE * 2);
  const word = /^[{.]*([^\s:{},=]+)/.exec(text)?.[1] ?? '';
  const language = languageOfFence(word);
  const isPath = (candidate: string): boolean => isPathName(candidate, deliverables);
  const attribute = ATTRIBUTE.exec(text);
  const named = attribute?.[1] ?? attribute?.[2] ?? attribute?.[3];
  if (named !== undefined && isPath(named)) return { language, path: barePath(named) };
  const afterColon = /^[^\s:]+:\s*(.+)$/.exec(text)?.[1];
  if (language !== null && afterColon !== undefined && isPath(withoutRange(afterColon))) {
    return { language, path: barePath(withoutRange(afterColon)) };
  }
  const rest = language === null ? text : text.slice(text.indexOf(word) + word.length);
  for (const candidate of [rest, ...rest.split(/[\s{}(),]+/)].map(withoutRange)) {
    if (candidate !== '' && isPath(candidate)) return { language, path: barePath(candidate) };
  }
  return { language, path: null };
}

/** `src/a.py:10-20` and `12:40:src/a.py`, as some tools cite lines. */
const withoutRange = (text: string): string =>
  text
    .trim()
    .replace(/^\d+:\d+:/, '')
    .replace(/:\d+(?:-\d+)?$/, '');

const LEADING = /^\s*(?:>\s*)?(?:#{1,6}\s+|[-*+]\s+)?(?:\[[ xX]\]\s+)?(?:(?:step\s+)?\d{1,3}[.):]\s*)?/i;
const LABEL =
  /^(?:(?:the\s+)?(?:new|updated?|modified|complete|full|final|corrected|revised)\s+)?(?:file(?:\s*name|\s*path)?|path|location|create|created|update|updated|modify|edit|write|add|save(?:\s+as|\s+to)?|replace|in|new|rewrite|full(?:\s+contents?(?:\s+of)?)?|contents?(?:\s+of)?|code(?:\s+for)?)(?:\s+(?:the\s+)?(?:new\s+)?(?:file|contents? of|code (?:for|in)|to))?\s*:?\s*(?=[`'"*_./\w])/i;
const TRAILING =
  /\s*(?:\((?:new|updated?|modified|complete|full|final|create|edit)(?: (?:file|version|code|contents?))?\))?\s*[:.\u2014-]*\s*$/i;

/** A path on the line before a fence: alone, as a heading, bold, in backticks, after a label, or in a sentence. */
export function readLineBefore(line: string, deliverables: readonly string[]): PathHint | null {
  if (line.length > LONGEST_LINE) return null;
  const isPath = (candidate: string): boolean => isPathName(candidate, deliverables);
  const text = line
    .replace(LEADING, '')
    .replace(TRAILING, '')
    .replaceAll('**', '')
    .replace(TRAILING, '')
    .trim();
  for (const candidate of [text, text.replace(LABEL, ''), text.replace(LABEL, '').replace(TRAILING, '')]) {
    if (isPath(candidate)) return { path: barePath(candidate), strength: 'label' };
  }
  const spans = [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '').filter(isPath);
  const words =
    spans.length > 0 ? spans : text.split(/[\s(),]+/).filter((word) => word.includes('/') && isPath(word));
  const declared =
    words.find((word) => deliverables.some((path) => path.endsWith(barePath(word)))) ?? words[0];
  if (declared === undefined) return null;
  // "Create `a.py`:" and "### 2. `a.py` (new)" say no more than the path; "`a.py` can be used so:" does.
  const around = text.replace(`\`${declared}\``, '\u0000').replace(declared, '\u0000');
  const [before = '', after = ''] = around.split('\u0000');
  const bare = /^\W*$/.test(after) && before.split(/\s+/).filter((word) => /\w/.test(word)).length <= 3;
  const isMention = /\b(?:with|using|from|use|run|import|test|call|like|example|usage|see)\b/i.test(before);
  return { path: barePath(declared), strength: bare && !isMention ? 'label' : 'sentence' };
}

const COMMENT =
  /^\s*(?:#+|\/\/+|--+|;+|%+|\/\*+|<!--|"{3}|'{3})\s*(?:file(?:\s*name|\s*path)?\s*:|path\s*:|@file)?\s*(\S.*?)\s*(?:\*\/|-->|"{3}|'{3})?\s*$/i;
const PREAMBLE = /^(?:#!|<\?php|<\?xml|# -\*-|# coding|['"]use strict)/;

/** The path in the file's first comment line (after a `#!` line or its like), and that line's index. */
export function readFirstComment(
  content: string,
  deliverables: readonly string[],
): { readonly path: string; readonly line: number } | null {
  const lines = content.split('\n', 6);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || PREAMBLE.test(line)) continue;
    if (line.length > LONGEST_LINE) return null;
    const text = COMMENT.exec(line)?.[1];
    return text !== undefined && isPathName(text, deliverables)
      ? { path: barePath(text), line: index }
      : null;
  }
  return null;
}
