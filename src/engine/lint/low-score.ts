import type { Finding, Instruction } from '../domain/instruction.ts';
import { found } from './finding.ts';
import { gainsOf, PASS_SCORE, TEN_POINTS, type Gain } from './score.ts';

/** Indices of TEN_POINTS, the least work to write first. One line is enough for the first of them. */
const CHEAPEST_FIRST = [3, 7, 2, 4, 6, 8, 9, 1, 5, 0];

/**
 * Says that the score is too low, and which least changes raise it: first those that bar the run anyway, then the
 * shortest.
 */
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

/** Errors come first, since they must go in any case; a section that exists takes less than a new one. */
function cost({ blocks, points, what, point }: Gain): number {
  if (blocks) return -1;
  return (points === 10 ? 0 : 200) + (what === 'add' ? 100 : 0) + CHEAPEST_FIRST.indexOf(point);
}

const title = (point: number): string => `"## ${point + 1}. ${TEN_POINTS[point]?.[0] ?? ''}"`;
