import type { Finding, Instruction } from '../domain/instruction.ts';
import { found } from './finding.ts';
import { gainsOf, PASS_SCORE, TEN_POINTS, type Gain } from './score.ts';

/** What each point takes to write, least first: TEN_POINTS by index. One line will do for the first of them. */
const CHEAPEST_FIRST = [3, 7, 2, 4, 6, 8, 9, 1, 5, 0];

/** That the score is too low, with the least that lifts it: what bars the run anyway, then what takes fewest words. */
export function lowScoreFinding(
  instruction: Instruction,
  score: number,
  others: readonly Finding[],
): Finding {
  const enough: Gain[] = [];
  let reached = score;
  for (const gain of gainsOf(instruction, others).sort((a, b) => cost(a) - cost(b))) {
    if (reached >= PASS_SCORE && !gain.blocks) continue;
    reached += gain.points;
    enough.push(gain);
  }
  const named = (what: Gain['what']): string[] =>
    enough
      .filter((gain) => gain.what === what)
      .map(({ point }) => point)
      .sort((a, b) => a - b)
      .map(title);
  const steps = [
    ['correct', named('correct')],
    ['fill in', named('fill')],
    ['add', named('add')],
  ] as const;
  const fix = steps.flatMap(([verb, titles]) =>
    titles.length === 0 ? [] : [`${verb} ${titles.join(', ')}`],
  );
  const message = `the score is ${score} of 100; ${PASS_SCORE} are needed`;
  return found(
    'low-score',
    instruction.file,
    1,
    message,
    `cheapest: ${fix.join('; ')}; that makes ${reached}`,
  );
}

/** An error has to go in any case; a section that is there takes less than a new one for the same points. */
function cost({ blocks, points, what, point }: Gain): number {
  if (blocks) return -1;
  return (points === 10 ? 0 : 200) + (what === 'add' ? 100 : 0) + CHEAPEST_FIRST.indexOf(point);
}

const title = (point: number): string => `"## ${point + 1}. ${TEN_POINTS[point]?.[0] ?? ''}"`;
