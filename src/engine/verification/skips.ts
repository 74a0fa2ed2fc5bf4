import { classifyAll, type Classification } from '../approval/classify.ts';
import type { Instruction, Statement } from '../domain/instruction.ts';
import type { Waiver } from '../domain/state.ts';
import type { Skips } from '../domain/check-result.ts';

/** A check that a person must allow before it runs. */
export interface AskingCheck {
  readonly statement: Statement;
  readonly classification: Classification;
}

const known = new WeakMap<Instruction, readonly AskingCheck[]>();

/** The checks that need an approval. Each runs once an attempt, never before it and never again for others. */
export function checksThatAsk(instruction: Instruction): readonly AskingCheck[] {
  const found = known.get(instruction);
  if (found !== undefined) return found;
  const asking = instruction.blocks
    .flatMap(({ statements }) => {
      const found = classifyAll(statements.map(({ text }) => text));
      return statements.flatMap((statement, at) => {
        const classification = found[at];
        return classification === undefined ? [] : [{ statement, classification }];
      });
    })
    .filter(({ classification }) => classification.decision !== 'allow');
  known.set(instruction, asking);
  return asking;
}

/** What is left out when a worker's checks run for anything but the worker's own attempt. */
export function skipsOf(instruction: Instruction, waived: readonly Waiver[]): Skips {
  return new Map([
    ...checksThatAsk(instruction).map(({ statement }) => [statement.index, 'not-repeated'] as const),
    ...waivedSkips(waived),
  ]);
}

/** What is left out always. */
export function waivedSkips(waived: readonly Waiver[]): ReadonlyMap<number, 'waived'> {
  return new Map(waived.map(({ check }) => [check, 'waived']));
}
