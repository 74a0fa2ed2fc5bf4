import type { Instruction } from '../domain/instruction.ts';
import { judgeStatements } from './can-fail.ts';
import { sourcedNames } from './sourced.ts';

const known = new WeakMap<Instruction, ReadonlySet<number>>();

/**
 * The checks of a worker that can prove something: their grammar lets them fail, and no deliverable was read into their
 * shell before.
 */
export function checksThatCanFail(instruction: Instruction): ReadonlySet<number> {
  const found = known.get(instruction);
  if (found !== undefined) return found;
  const able = new Set<number>();
  const paths = instruction.deliverables.map((deliverable) => deliverable.path);
  for (const { statements } of instruction.blocks) {
    const judged = judgeStatements(statements.map((statement) => statement.text));
    let isOwnShell = true;
    for (const [at, statement] of statements.entries()) {
      // A deliverable that is read into the checks' own shell can redefine anything there, so what follows proves
      // nothing.
      if (sourcesAny(statement.text, paths)) isOwnShell = false;
      if (isOwnShell && judged[at]?.canFail === true) able.add(statement.index);
    }
  }
  known.set(instruction, able);
  return able;
}

/** Whether a statement reads one of the files into its own shell, from whatever folder. */
function sourcesAny(text: string, paths: readonly string[]): boolean {
  const names = new Set(paths.map((path) => path.slice(path.lastIndexOf('/') + 1)));
  return sourcedNames(text).some((name) => name === null || names.has(name));
}
