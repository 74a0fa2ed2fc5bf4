import { languageOfPath } from '../answer/language.ts';
import { isElision } from './elision-words.ts';
import { findHole } from './hole.ts';
import type { JudgedFile } from './judged-file.ts';

/** A remark that stands for code which the answer leaves out. */
export interface Elision {
  /** From 1, in the text that was searched. */
  readonly line: number;
  readonly excerpt: string;
}

const HASH = new Set(['python', 'shell', 'yaml', 'toml', 'ini', 'ruby', 'make', 'dockerfile']);
const DASHES = new Set(['sql', 'lua']);
/** Comments are read up to this length; longer ones explain something. */
const LONGEST = 140;

/** The text of a comment that fills a line, or null. */
function commentOf(line: string, language: string | null): string | null {
  const text = line.trim();
  if (text.length > LONGEST) return null;
  const markup = /^(?:<!--|\{?\/\*+)\s*(.*?)\s*(?:-->|\*\/\}?)?$/.exec(text)?.[1];
  if (markup !== undefined) return markup;
  if (language === 'markdown')
    return (
      /^[[(]\s*(.*?)\s*[)\]]$/.exec(text)?.[1] ?? (/^(?:\.{3}|…).*(?:\.{3}|…)$/.test(text) ? text : null)
    );
  const pattern =
    language !== null && HASH.has(language)
      ? /^#+\s*(.*)$/
      : language !== null && DASHES.has(language)
        ? /^--+\s*(.*)$/
        : /^(?:\/\/+|#+|;+|--+|\*)\s*(.*)$/;
  return pattern.exec(text)?.[1] ?? null;
}

/** What is searched for remarks. */
export interface ElisionInput extends JudgedFile {
  /** The answer gave the file whole, so that what is not in it is gone. */
  readonly isWhole: boolean;
  /** Whether a line, by its number from 1, belongs to a string of the program. */
  readonly isText: (line: number) => boolean;
}

/**
 * The first line of a file that stands for code which was left out, or null. Lines that the file had before are not
 * the answer's doing. In prose files only a remark in brackets or a comment counts.
 */
export function findElision({ path, before, after, isWhole, isText }: ElisionInput): Elision | null {
  const language = languageOfPath(path);
  const old = before === null ? null : new Set(before.split(/\r?\n/).map((line) => line.trim()));
  const lines = after.split('\n');
  for (const [index, line] of lines.entries()) {
    const text = line.trim();
    if (text === '' || text.length > LONGEST || isText(index + 1)) continue;
    if (old?.has(text) === true) continue;
    if (isBareDots(line, language)) return { line: index + 1, excerpt: text };
    const comment = commentOf(line, language);
    if (comment !== null && isElision(comment, text.startsWith('<!--')))
      return { line: index + 1, excerpt: text };
  }
  if (before === null || !isWhole) return null;
  return findHole(before, after, (line) => {
    const text = lines[line - 1] ?? '';
    return !isText(line) && (commentOf(text, language) !== null || /^\s*(?:\.{3}|…)/.test(text));
  });
}

/** Whether a text says of itself that something was left out of it. */
export const hasElision = (path: string, after: string): boolean =>
  findElision({ path, before: null, after, isWhole: true, isText: () => false }) !== null;

const DOTS_MEAN_SOMETHING = new Set(['yaml', 'markdown', 'text', 'python', 'json']);

/** A line of dots alone; in Python it is a statement and judged by its place, in YAML it ends a document. */
function isBareDots(line: string, language: string | null): boolean {
  if (language !== null && DOTS_MEAN_SOMETHING.has(language))
    return language === 'json' && /^\s*(?:\.{3}|…)\s*$/.test(line);
  return /^\s*(?:\.{3}|…)\s*$/.test(line);
}
