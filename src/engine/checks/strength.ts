import type { Instruction } from '../instructions/instruction.ts';
import { judgeStatements } from './can-fail.ts';

const known = new WeakMap<Instruction, ReadonlySet<number>>();

/** The checks of a worker that can fail at all, by their grammar: only these can prove anything. */
export function checksThatCanFail(instruction: Instruction): ReadonlySet<number> {
  const found = known.get(instruction);
  if (found !== undefined) return found;
  const able = new Set<number>();
  for (const { statements } of instruction.blocks) {
    const judged = judgeStatements(statements.map((statement) => statement.text));
    for (const [at, statement] of statements.entries())
      if (judged[at]?.canFail === true) able.add(statement.index);
  }
  known.set(instruction, able);
  return able;
}
