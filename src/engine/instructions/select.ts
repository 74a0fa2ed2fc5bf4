import { err, ok, type Result } from '../domain/result.ts';
import { workerId } from './worker-name.ts';

/** Which of the workers an expression such as `001-018,021` names; an error says what to write instead. */
export function selectWorkers(
  expression: string,
  available: readonly number[],
): Result<readonly number[], string> {
  const known = new Set(available);
  const chosen = new Set<number>();
  for (const part of expression.split(',').map((item) => item.trim())) {
    const match = /^(?:WORKER_)?(\d{1,6})(?:\s*[-–]\s*(?:WORKER_)?(\d{1,6}))?$/i.exec(part);
    if (match?.[1] === undefined)
      return err(`"${part}" names no workers: write numbers and ranges, such as 001-018,021`);
    const from = Number(match[1]);
    const to = Number(match[2] ?? match[1]);
    if (to < from) return err(`the range ${part} runs backwards: write ${match[2]}-${match[1]}`);
    const inside =
      match[2] === undefined
        ? [from].filter((number) => known.has(number))
        : available.filter((number) => number >= from && number <= to);
    if (inside.length === 0)
      return err(`there is no worker ${match[2] === undefined ? workerId(from) : `in the range ${part}`}`);
    for (const number of inside) chosen.add(number);
  }
  return ok([...chosen].sort((a, b) => a - b));
}
