import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BenchOptions } from './bench-options.ts';
import type { MeasuredPhase } from './compare-products.ts';
import { makeRepo } from './scratch-repo.ts';
import { writeSyntheticPhase } from './synthetic-phase.ts';
import type { TimedPhase } from './timed-run.ts';

const CORPUS = resolve(import.meta.dirname, '../../../shared/corpus/exercises-python');
/** Resident memory of engine and runner together. */
const MEMORY_MB = 150;

/** The exercises on a model that answers at once; a sentence where they are not on this machine. */
export function exercises({ slots, concurrency }: BenchOptions): MeasuredPhase | string {
  if (!existsSync(join(CORPUS, 'workers'))) return `exercises: skipped, there are none in ${CORPUS}`;
  return {
    title: 'exercises',
    prepare: async (scratch) => {
      const repo = join(scratch, 'repo');
      await cp(join(CORPUS, 'repo'), repo, { recursive: true });
      await makeRepo(repo);
      return { scratch, repo, workersDir: join(CORPUS, 'workers'), answersDir: join(CORPUS, 'answers') };
    },
    conditions: { slots, concurrency, answerMs: 0 },
    limits: { wallRatio: 1.25, cpuPerWorker: 0.06, memoryMb: MEMORY_MB },
  };
}

/** So many small workers on a model that answers at once. */
export function synthetic({ slots, concurrency }: BenchOptions, workers: number): MeasuredPhase {
  return {
    title: `synthetic ${workers}`,
    prepare: (scratch) => prepareSynthetic(scratch, workers),
    conditions: { slots, concurrency, answerMs: 0 },
    // A larger phase is held against a smaller one: see growthLines.
    limits:
      workers <= 100 ? { wallRatio: 1.25, cpuPerWorker: 0.05, memoryMb: MEMORY_MB } : { wallRatio: 1.25 },
  };
}

/** The same workers on a model that takes its time. */
export function slow({ slots, concurrency, answerMs }: BenchOptions, workers: number): MeasuredPhase {
  return {
    title: `slow ${workers}, ${answerMs / 1000} s an answer, ${concurrency} at once`,
    prepare: (scratch) => prepareSynthetic(scratch, workers),
    conditions: { slots, concurrency, answerMs },
    limits: { wallRatio: 1.05 },
  };
}

async function prepareSynthetic(scratch: string, workers: number): Promise<TimedPhase> {
  const repo = join(scratch, 'repo');
  await makeRepo(repo);
  return { scratch, repo, ...(await writeSyntheticPhase(scratch, workers)) };
}
