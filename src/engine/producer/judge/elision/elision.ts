import { languageOfFile } from '../../answer/language.ts';
import { isElision } from './signs.ts';
import { goesOnPurpose } from './words.ts';
import type { JudgedFile } from '../judged-file.ts';
import { changesOf, namesOf, shareOfWords, type Change } from './loss.ts';
import { remarksOf } from './remark.ts';

/** A remark that stands for code which the answer leaves out. */
export interface Elision {
  /** From 1, in the text that was searched. */
  readonly line: number;
  readonly excerpt: string;
}

/** What is searched for remarks. */
export interface ElisionInput extends JudgedFile {
  /** The answer gave the file whole, so that what is not in it is gone. */
  readonly isWhole: boolean;
  /** Whether a line, by its number from 1, belongs to a string of the program. */
  readonly isText: (line: number) => boolean;
}

/** Fewer lines are commented away on purpose all the time. */
const FEWEST_LOST = 5;
/** So much gone at other places may belong to this one. */
const MUCH_ELSEWHERE = 3;
/** A line with more than this part of its words from lines that are gone is what became of them. */
const REWRITTEN_SHARE = 0.55;
/** More remarks in a row explain something. */
const MOST_REMARKS = 3;
const DEFINES =
  /^(?:export |default |public |private |protected |static |pub |async )*(?:def|class|function\*?|fn|func|fun|interface|struct|enum|trait) \w/;

/**
 * The first line of a file that stands for code which was left out, or null. Lines that the file had before are not
 * the answer's doing. In prose files only a remark in brackets or a comment counts.
 */
export function findElision({ path, before, after, isWhole, isText }: ElisionInput): Elision | null {
  const dots = bareDots(path, before, after, isText);
  if (dots !== null) return dots;
  const rows = after.split('\n');
  const old = new Set<string | null>(before?.split(/\r?\n/).map((line) => line.trim()));
  const remarks = remarksOf(path, after, isText).filter(({ excerpt }) => !old.has(excerpt));
  if (remarks.length === 0) return null;
  const lines = new Set(remarks.map(({ line }) => line));
  const changes = before === null ? [] : changesSince(before, { path, after, lines });
  // A comparison puts what is gone at one of several places, so where something is gone, all of it may be.
  const total = changes.reduce((sum, { lost }) => sum + lost.length, 0);
  const placeOf = (line: number): readonly string[] =>
    changes.find(({ added }) => added.includes(line))?.lost ?? [];
  const lostAt = (line: number): number | null => {
    const here = placeOf(line).length;
    if (here >= MUCH_ELSEWHERE || total < MUCH_ELSEWHERE) return here;
    return here > 0 ? total : null;
  };
  const namesNow = namesOf(rows.filter((_, index) => !lines.has(index + 1)));
  for (const remark of remarks) {
    const lost = before === null ? null : lostAt(remark.line);
    const labelsKept = !remark.isAlone && old.has(rows[remark.line]?.trim() ?? null);
    const isRewritten = shareOfWords(rows[remark.line] ?? '', placeOf(remark.line)) > REWRITTEN_SHARE;
    const namesLost = countMentions(remark.text, namesOf(placeOf(remark.line)), namesNow);
    if (isElision({ ...remark, lost, labelsKept, isRewritten, namesLost }))
      return { line: remark.line, excerpt: remark.excerpt };
  }
  return isWhole ? findHole(after, changes, lines) : null;
}

const countMentions = (text: string, gone: ReadonlySet<string>, now: ReadonlySet<string>): number =>
  [...gone].filter((name) => !now.has(name) && new Set(text.match(/[\p{L}\p{N}_$-]+/gu)).has(name)).length;

function changesSince(
  before: string,
  now: { readonly path: string; readonly after: string; readonly lines: ReadonlySet<number> },
): readonly Change[] {
  const past = new Set(remarksOf(now.path, before, () => false).map(({ excerpt }) => excerpt));
  return changesOf(
    before,
    now.after,
    (line) => now.lines.has(line),
    (line) => past.has(line),
  );
}

/** Whether a text says of itself that something was left out of it. */
export const hasElision = (path: string, after: string): boolean =>
  findElision({ path, before: null, after, isWhole: true, isText: () => false }) !== null;

/** A place with nothing but a remark where there was code, in whatever words the remark is. */
function findHole(after: string, changes: readonly Change[], remarks: ReadonlySet<number>): Elision | null {
  const rows = after.split('\n');
  for (const { lost, added } of changes) {
    const filled = added.filter((line) => rows[line - 1]?.trim() !== '');
    const [first] = filled;
    if (first === undefined || filled.length > MOST_REMARKS || !filled.every((line) => remarks.has(line)))
      continue;
    const excerpt = filled.map((line) => rows[line - 1]?.trim() ?? '').join('\n');
    const isMuch = lost.length >= FEWEST_LOST || (lost.length > 1 && lost.some((line) => DEFINES.test(line)));
    if (isMuch && !goesOnPurpose(excerpt)) return { line: first, excerpt };
  }
  return null;
}

const DOTS_MEAN_SOMETHING = new Set(['yaml', 'markdown', 'text', 'python', 'json']);

/** A line of dots alone; in Python it is a statement and judged by its place, in YAML it ends a document. */
function bareDots(
  path: string,
  before: string | null,
  after: string,
  isText: (line: number) => boolean,
): Elision | null {
  const language = languageOfFile(path, after) ?? '';
  if (DOTS_MEAN_SOMETHING.has(language) && language !== 'json') return null;
  // A here-document may hold anything.
  if (language === 'shell' && after.includes('<<')) return null;
  const isDots = (line: string): boolean => /^\s*(?:\.{3}|…),?\s*$/.test(line);
  if (before?.split('\n').some(isDots) === true) return null;
  const index = after.split('\n').findIndex((line, at) => isDots(line) && !isText(at + 1));
  return index < 0 ? null : { line: index + 1, excerpt: (after.split('\n')[index] ?? '').trim() };
}
