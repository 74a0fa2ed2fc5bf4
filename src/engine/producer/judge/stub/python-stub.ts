import type { PythonFacts, PythonFunction } from '../syntax/python-facts.ts';

/** The level of a function that gives the same answer to everything, without saying so. */
const HOLLOW = 3;
const isStub = (f: PythonFunction): boolean => f.level > 0 && f.level !== HOLLOW;

/**
 * The first stub of a Python file, where stubs are most of what the answer wrote, or where it emptied a function that
 * did something; null otherwise. Functions that are as they were are not the answer's, unless it wrote nothing else.
 */
export function findPythonStub(facts: PythonFacts): string | null {
  const { after } = facts;
  if (after.error !== null) return null;
  const before = facts.before?.error === null ? facts.before : null;
  const old = new Map(before?.functions.map((f) => [f.name, f]));
  const functions = after.functions.filter((f) => !f.legit);
  const emptied = functions.find((f) => isStub(f) && old.get(f.name)?.level === 0);
  if (emptied !== undefined) return emptied.excerpt;
  const changed = functions.filter((f) => old.get(f.name)?.digest !== f.digest);
  if (changed.length === 0) return findUntouched(functions, after.statements, after.fillers);
  const judged = withoutConstructors(changed);
  const hollow = judged.filter((f) => f.level === HOLLOW);
  const admitted = judged.filter(isStub);
  // One function that is the same for everything may be right; a file of nothing else is not.
  const isAll = admitted.length + hollow.length === judged.length && judged.length > 1;
  const stubs = isAll ? [...admitted, ...hollow] : admitted;
  const first = stubs[0];
  if (first === undefined) return null;
  const saysSo = stubs.some((f) => f.level === 2);
  const isMost = stubs.length * 2 > judged.length || (saysSo && stubs.length * 2 === judged.length);
  return isMost ? first.excerpt : null;
}

/** A file of stubs that was given back as it was, and a file that is `pass` and nothing else. */
function findUntouched(
  functions: readonly PythonFunction[],
  statements: number,
  fillers: number,
): string | null {
  const [first] = functions;
  if (first !== undefined) return functions.every(isStub) ? first.excerpt : null;
  return statements === 0 && fillers > 0 ? 'no statement but `pass`, `...` or `raise`' : null;
}

/** A constructor that stores its arguments says nothing about the work, so it counts only when it is all there is. */
function withoutConstructors(functions: readonly PythonFunction[]): readonly PythonFunction[] {
  const rest = functions.filter((f) => !f.name.endsWith('__init__'));
  return rest.length > 0 ? rest : functions;
}
