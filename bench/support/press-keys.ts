import { setTimeout as wait } from 'node:timers/promises';
import { createChance } from '../../src/simulator/seeded.ts';
import type { PtyProgram } from './pty-program.ts';
import { chooseKey, type KeyPress } from './screen-keys.ts';
import { readScreen } from './screen-view.ts';

/** One key, and how long it took until the screen showed what it did. */
export interface KeyTime {
  readonly name: KeyPress['name'];
  /** Null where it did nothing within the limit. */
  readonly ms: number | null;
}

/** A key whose effect takes longer than this is lost. */
const LOST_MS = 5_000;
const [SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS] = [150, 1_000];

/** Presses keys at random moments, each after the effect of the one before, until `signal` aborts. */
export async function pressKeys(
  program: PtyProgram,
  workers: number,
  seed: number,
  signal: AbortSignal,
): Promise<readonly KeyTime[]> {
  const chance = createChance(seed, 'keys');
  const times: KeyTime[] = [];
  for (;;) {
    await wait(chance.between(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS), null, { signal }).catch(() => null);
    if (signal.aborted) return times;
    const key = chooseKey(readScreen(program.lines()), workers, chance);
    if (key !== null) times.push({ name: key.name, ms: await timeKey(program, key) });
  }
}

async function timeKey(program: PtyProgram, key: KeyPress): Promise<number | null> {
  const lost = AbortSignal.timeout(LOST_MS);
  const startedAt = performance.now();
  let endedAt: number | null = null;
  const watched = program.watch(() => {
    if (key.isDone(readScreen(program.lines()))) endedAt = performance.now();
    return endedAt !== null;
  }, lost);
  program.send(key.data);
  await watched;
  return endedAt === null ? null : endedAt - startedAt;
}
