import type { PythonFacts } from '../syntax/python-facts.ts';

/**
 * The line of a Python file that ends, in success, whatever imports it: every check that imports it would be green,
 * and nothing after that line would have run. Null where there is none, or where one stood before the work.
 */
export function findEarlyExit(after: string, facts: PythonFacts): string | null {
  if (facts.after.error !== null) return null;
  if (facts.before?.error === null && facts.before.exits.length > 0) return null;
  const [line] = facts.after.exits;
  return line === undefined ? null : (after.split('\n')[line - 1] ?? '').trim();
}
