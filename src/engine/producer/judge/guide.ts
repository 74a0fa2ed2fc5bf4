import type { Answer } from '../answer/read-answer.ts';
import { lineShapes } from '../answer/code-shape.ts';
import { fits, languageOfFence, languageOfPath } from '../answer/language.ts';

const EXCERPT = 300;

/** The beginning of an answer's words, as evidence. */
export const excerptOf = (text: string): string => text.trim().slice(0, EXCERPT);

/** Languages whose files are words or data, where the shape of code proves nothing. */
const WORDS = new Set([
  'markdown',
  'text',
  'html',
  'xml',
  'csv',
  'yaml',
  'json',
  'toml',
  'ini',
  'other',
  'css',
]);

/** Whether a path is of a language whose files must hold code. */
export function isCodePath(path: string): boolean {
  const language = languageOfPath(path);
  return language !== null && !WORDS.has(language);
}

/** Whether the content of a code file is in truth an explanation. */
export function isProse(content: string): boolean {
  const { code, prose, total } = lineShapes(content);
  return total > 0 && prose * 2 >= total && prose > code;
}

/** Languages whose code may be hardly more than words. */
const WORDY = new Set(['shell', 'sql', 'make', 'dockerfile', 'ruby', 'lua', 'other']);

/** Whether what does not parse is a list of words, such as pseudo code or a tree of folders. */
export function isWords(path: string, content: string): boolean {
  if (WORDY.has(languageOfPath(path) ?? '')) return false;
  const lines = content.split('\n').filter((line) => line.trim() !== '');
  const code = lines.filter((line) => /[=(){}[\];:]/.test(line));
  return lines.length >= 3 && code.length * 5 <= lines.length;
}

/** The text without tags of HTML. */
export const withoutTags = (content: string): string => content.replace(/<[^<>]{1,200}>/g, '');

/**
 * A guide that shows its steps as snippets: the file was made of one of several unlabelled fences which together
 * hold much more, and there are more words than code.
 */
export function isScattered(answer: Answer, path: string): boolean {
  const write = answer.edits.find((edit) => edit.kind === 'write' && edit.path === path);
  if (write?.kind !== 'write' || write.source !== 'only-deliverable') return false;
  const language = languageOfPath(path);
  const siblings = answer.unusedFences.filter(({ info }) => {
    const fence = languageOfFence(info.split(/[\s:]/, 1)[0] ?? '');
    return fence !== null && language !== null && fits(fence, language);
  });
  const others = siblings.reduce((sum, { text }) => sum + text.trim().length, 0);
  const size = write.content.trim().length;
  return siblings.length >= 2 && others > size && answer.prose.length > size;
}
