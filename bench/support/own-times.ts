import { execa } from 'execa';
import type { Instruction } from '../../src/engine/domain/instruction.ts';

/** How long each worker's checks take by themselves, in milliseconds, by worker. */
export type OwnTimes = ReadonlyMap<string, number>;

const LIMIT_MS = 10 * 60_000;

/**
 * Runs every worker's blocks with nothing around them, so many workers at once, in a plain checkout: what the checks
 * cost on this machine without an engine. Whether they are green does not matter here.
 */
export async function measureOwnTimes(
  checkout: string,
  instructions: readonly Instruction[],
  slots: number,
): Promise<OwnTimes> {
  const open = [...instructions];
  const times = new Map<string, number>();
  const work = async (): Promise<void> => {
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      const startedAt = performance.now();
      for (const { text } of next.blocks) {
        await execa('bash', ['-c', text], {
          cwd: checkout,
          env: { PYTHONDONTWRITEBYTECODE: '1' },
          reject: false,
          stdio: ['ignore', 'ignore', 'ignore'],
          timeout: LIMIT_MS,
        });
      }
      times.set(next.id, performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: slots }, work));
  return times;
}
