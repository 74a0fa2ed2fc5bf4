import { diffArrays } from 'diff';
import type { Elision } from './elision.ts';

/** Past so many changed lines a file is another one, and comparing it says nothing. */
const MOST_CHANGES = 2_000;
/** Fewer lines are commented away on purpose all the time. */
const FEWEST_LINES = 5;
/** More remarks explain something. */
const MOST_REMARKS = 3;
/** The remark says that the code went on purpose. */
const ON_PURPOSE =
  /remov|delet|drop|\bmov(?:ed|ing)|deprecat|obsolete|no longer|not needed|replac|gone|unused|dead code|extract|now (?:in|lives|handled|done)|supersed|handled (?:by|in)|entfernt|verschoben|supprim|déplac|elimin|移除|删除/i;
const DEFINES =
  /^\s*(?:export\s+|default\s+|public\s+|private\s+|protected\s+|static\s+|pub\s+|async\s+)*(?:def|class|function\*?|fn|func|fun|interface|struct|enum|trait)\s+\w/;

/**
 * Where a file given back whole has nothing but a remark in the place of code that was there before, in whatever words
 * the remark is: null where there is no such place.
 * @param isRemark whether a line of `after`, by its number from 1, is a comment or begins with dots
 */
export function findHole(before: string, after: string, isRemark: (line: number) => boolean): Elision | null {
  const lines = (text: string): string[] => text.split('\n').map((line) => line.trim());
  const now = new Set(lines(after));
  const changes = diffArrays(lines(before), lines(after), { maxEditLength: MOST_CHANGES });
  let at = 1;
  let lost: string[] = [];
  let added: number[] = [];
  const rows = after.split('\n');
  const filled = (): Elision | null => {
    const remarks = added.filter((line) => rows[line - 1]?.trim() !== '');
    const first = remarks[0];
    const text = remarks.map((line) => rows[line - 1]?.trim() ?? '').join('\n');
    const code = lost.filter((line) => /\w/.test(line) && !now.has(line));
    const isHole =
      first !== undefined &&
      remarks.length <= MOST_REMARKS &&
      remarks.every(isRemark) &&
      (code.length >= FEWEST_LINES || (code.length > 1 && code.some((line) => DEFINES.test(line)))) &&
      !ON_PURPOSE.test(text);
    return isHole ? { line: first, excerpt: text } : null;
  };
  for (const change of changes ?? []) {
    if (change.removed) lost.push(...change.value);
    else if (change.added) {
      added.push(...change.value.map((_, index) => at + index));
      at += change.value.length;
    } else {
      const hole = filled();
      if (hole !== null) return hole;
      lost = [];
      added = [];
      at += change.value.length;
    }
  }
  return filled();
}
