import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { measurePhase, type PhaseFigures } from './measure-phase.ts';
import { cpuPerWorker, judged, phaseLines, wallRatio, type PhaseLimits } from './phase-lines.ts';
import type { Product } from './product.ts';
import { percentile } from './statistics.ts';
import type { RunConditions, TimedPhase } from './timed-run.ts';

/** A phase that is measured, made anew for every run. */
export interface MeasuredPhase {
  readonly title: string;
  readonly prepare: (scratch: string) => Promise<TimedPhase>;
  readonly conditions: RunConditions;
  readonly limits: PhaseLimits;
}

/** A product's runs of one phase, in the order of the rounds. */
export type Measured = ReadonlyMap<Product, readonly PhaseFigures[]>;

/**
 * Runs a phase on each product in turns, in the opposite order every other round, so that what changes on the machine
 * meanwhile touches all of them.
 */
export async function measureProducts(
  phase: MeasuredPhase,
  products: readonly Product[],
  rounds: number,
  scratch: string,
): Promise<Measured> {
  const measured = new Map(products.map((product): [Product, PhaseFigures[]] => [product, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const product of round % 2 === 1 ? products : products.toReversed()) {
      const dir = join(scratch, `${product.name}-${round}`.replaceAll(' ', '-'));
      const prepared = await phase.prepare(dir);
      measured.get(product)?.push(await measurePhase(product, prepared, phase.conditions));
      await rm(dir, { recursive: true, force: true });
    }
  }
  return measured;
}

/** The run in the middle, by wall time over its lower bound. */
export function middleRun(runs: readonly PhaseFigures[]): PhaseFigures {
  const middle = percentile(runs.map(wallRatio), 0.5);
  const found = runs.find((run) => wallRatio(run) === middle);
  if (found === undefined) throw new Error('no run was measured');
  return found;
}

/** Each product's middle run, all runs where there are more, and how the last product stands to the first. */
export function comparisonLines({ title, limits }: MeasuredPhase, measured: Measured): string {
  const blocks = [...measured].map(([product, runs]) => {
    const name = measured.size === 1 ? title : `${title}, ${product.name}`;
    const rounds = runs.length === 1 ? [] : [roundsLine(runs)];
    return [phaseLines(name, middleRun(runs), limits), ...rounds].join('\n');
  });
  const all = [...measured];
  const [first, last] = [all.at(0), all.at(-1)];
  if (first === undefined || last === undefined || all.length === 1) return blocks.join('\n\n');
  const [from, to] = [middleRun(first[1]), middleRun(last[1])];
  const ratio = (of: (run: PhaseFigures) => number): string => (of(to) / of(from)).toFixed(2);
  const ratios = [
    `wall ${ratio(({ wallMs }) => wallMs)}`,
    `wall over bound ${ratio(wallRatio)}`,
    `CPU ${ratio(({ usage }) => usage.cpuSeconds)}`,
    `memory ${ratio(({ usage }) => usage.peakBytes)}`,
  ];
  return [...blocks, `${title}, ${last[0].name} / ${first[0].name}: ${ratios.join(', ')}`].join('\n\n');
}

function roundsLine(runs: readonly PhaseFigures[]): string {
  const each = (of: (run: PhaseFigures) => string): string => runs.map(of).join(' ');
  const wall = each((run) => wallRatio(run).toFixed(2));
  const cpu = each((run) => cpuPerWorker(run).toFixed(3));
  const memory = each((run) => (run.usage.peakBytes / 2 ** 20).toFixed(0));
  return `  all rounds      wall over bound ${wall}; CPU s a worker ${cpu}; MB ${memory}`;
}

/** How a product's cost grows from a small phase to a large one. */
export function growthLines(name: string, small: PhaseFigures, large: PhaseFigures): string {
  const cpu = judged(cpuPerWorker(large) / cpuPerWorker(small), '', 1.2);
  const memory = judged(large.usage.peakBytes / small.usage.peakBytes, '', 1.3);
  return `${name}, ${large.workers} / ${small.workers} workers: CPU a worker ${cpu}, memory ${memory}`;
}
