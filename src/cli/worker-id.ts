import { InvalidArgumentError } from 'commander';
import { workerId } from '../engine/instructions/worker-name.ts';
import type { State } from '../engine/domain/reduce.ts';
import { err, ok, type Result } from '../engine/domain/result.ts';

/** `1`, `001` and `WORKER_001` are the same worker. */
export function parseWorkerId(text: string): string {
  const match = /^(?:WORKER_)?(\d{1,6})$/i.exec(text);
  if (match?.[1] === undefined) {
    throw new InvalidArgumentError('write a worker as 1, 001 or WORKER_001.');
  }
  return workerId(Number(match[1]));
}

/** The same for a list of arguments. */
export function parseWorkerIds(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), parseWorkerId(text)];
}

/** The workers that are in a run, or a line that names those that are not and those that are. */
export function knownWorkers(state: State, workers: readonly string[]): Result<readonly string[], string> {
  const unknown = workers.filter((worker) => !state.workers.has(worker));
  if (unknown.length === 0) return ok(workers);
  const known = [...state.workers.keys()].sort();
  const shown =
    known.length > 8 ? `${known.slice(0, 3).join(', ')} … ${known.at(-1) ?? ''}` : known.join(', ');
  return err(`run ${state.run?.run ?? ''} has no ${unknown.join(', ')}: it has ${shown}`);
}
