const DEFINITION =
  /^\s*(?:export\s+)?(?:default\s+)?(?:public\s+|private\s+|protected\s+|static\s+|pub\s+|async\s+)*(?:def|class|function\*?|fn|func|interface|struct|enum|trait)\s+(\w+)/gm;
/** Smaller files are rewritten in full all the time. */
const FEWEST_NAMES = 6;
const FEWEST_LINES = 20;

/** What a file lost, where it lost most of what others had written into it; null otherwise. */
export function findShrinkage(before: string | null, after: string): string | null {
  if (before === null) return null;
  const old = namesOf(before);
  if (old.length < FEWEST_NAMES || lineCount(before) < FEWEST_LINES) return null;
  // A name that is still spoken of (imported from where it moved, listed, called) was not forgotten.
  const now = new Set(after.match(/\w+/g));
  const lost = old.filter((name) => !now.has(name));
  if (lost.length * 4 < old.length * 3 || lineCount(after) * 2 > lineCount(before)) return null;
  const shown = lost.slice(0, 5).join(', ');
  return `${lost.length} of ${old.length} definitions are gone: ${shown}${lost.length > 5 ? ' …' : ''}`;
}

const namesOf = (text: string): string[] => [
  ...new Set([...text.matchAll(DEFINITION)].map((match) => match[1] ?? '')),
];
const lineCount = (text: string): number => text.split('\n').filter((line) => line.trim() !== '').length;
