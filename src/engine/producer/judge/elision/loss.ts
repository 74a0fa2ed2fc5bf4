import { diffArrays } from 'diff';

/** Past so many changed lines a file is another one, and comparing it says nothing. */
const MOST_CHANGES = 2_000;
/** Lines of one place that are compared with each other. */
const MOST_COMPARED = 200;
/** Two lines that share more than this part of all their words are one line that was changed, and not lost. */
const KEPT_SHARE = 0.5;

/** One place where a file changed. */
export interface Change {
  /** Lines of code that were there and are nowhere now, in no other shape either; trimmed. */
  readonly lost: readonly string[];
  /** What stands there instead, as line numbers from 1. */
  readonly added: readonly number[];
}

const WORD = /[\p{L}\p{N}_]+/gu;
const wordsOf = (line: string): readonly string[] => line.match(WORD) ?? [];

/**
 * The places where a file changed, with what was lost at each. Places with nothing but brackets between them are one.
 * Empty for files that have too little in common to be compared.
 * @param isRemark whether a line of `after`, by its number from 1, is no code
 * @param wasRemark whether a trimmed line of `before` was none
 */
export function changesOf(
  before: string,
  after: string,
  isRemark: (line: number) => boolean,
  wasRemark: (line: string) => boolean,
): readonly Change[] {
  const rows = trimmed(after);
  const now = new Set(rows.filter((_, index) => !isRemark(index + 1)));
  const changes: { removed: string[]; added: number[] }[] = [];
  let at = 1;
  let open: { removed: string[]; added: number[] } | null = null;
  for (const part of diffArrays(trimmed(before), rows, { maxEditLength: MOST_CHANGES }) ?? []) {
    if (!part.added && !part.removed) {
      at += part.value.length;
      if (part.value.some((line) => /[\p{L}\p{N}]/u.test(line))) open = null;
      continue;
    }
    if (open === null) changes.push((open = { removed: [], added: [] }));
    if (part.removed) open.removed.push(...part.value);
    else for (let end = at + part.value.length; at < end; at++) open.added.push(at);
  }
  return changes.map(({ removed, added }) => {
    const instead = added
      .filter((line) => !isRemark(line))
      .slice(0, MOST_COMPARED)
      .map((line) => new Set(wordsOf(rows[line - 1] ?? '')));
    const gone = removed
      .filter((line) => wordsOf(line).length > 0 && !now.has(line) && !wasRemark(line))
      .slice(0, MOST_COMPARED);
    return { lost: gone.filter((line) => !isKept(line, instead)), added };
  });
}

const trimmed = (text: string): string[] => text.split('\n').map((line) => line.trim());

function isKept(line: string, instead: readonly ReadonlySet<string>[]): boolean {
  const words = new Set(wordsOf(line));
  return instead.some((other) => {
    const shared = [...words].filter((word) => other.has(word)).length;
    return shared > KEPT_SHARE * (words.size + other.size - shared);
  });
}

/** Which part of a line's words stands in other lines, 0 to 1; 0 for a line without words. */
export function shareOfWords(line: string, others: readonly string[]): number {
  const words = wordsOf(line);
  const known = new Set(others.flatMap(wordsOf));
  return words.length === 0 ? 0 : words.filter((word) => known.has(word)).length / words.length;
}

/** What lines define or set, as far as their look tells: the name before the first bracket, colon or equals sign. */
export const namesOf = (lines: readonly string[]): ReadonlySet<string> =>
  new Set(
    lines.flatMap(
      (line) => /([\p{L}_$][\p{L}\p{N}_$-]*)["']?\s*(?:<[^<>]{0,80}>)?\s*[(:=]/u.exec(line)?.[1] ?? [],
    ),
  );
