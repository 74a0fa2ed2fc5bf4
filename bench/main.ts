/**
 * What a run costs beside the work itself, from the build that users run:
 * `npm run bench [-- --only exercises,synthetic,slow,lint --workers 100,1000 --old REF --rounds N …]`; `--help` lists
 * all. Figures are of this machine at this moment: compare the ratios of one run, and commits with `--old`.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { HELP, readBenchOptions, type BenchOptions } from './support/bench-options.ts';
import {
  comparisonLines,
  growthLines,
  measureProducts,
  middleRun,
  type Measured,
  type MeasuredPhase,
} from './support/compare-products.ts';
import { exercises, slow, synthetic } from './support/measured-phases.ts';
import { buildOldProduct } from './support/old-product.ts';
import { builtProduct, ROOT, sourceProduct, type Product } from './support/product.ts';

const LINT_LIMIT_MS = 10 * 60_000;
const EXPLANATION = `The lower bound: no engine is faster than the checks that its verdicts need, and the answers that it waits for.
  build     on a model that answers at once: the greater of the plan's critical path (workers in a row, each as long as
            its slowest set of checks) and all checks before the work, on it and again for regressions, over the slots
  schedule  on a slow model: the plan played through, the longest chain first, so many workers at once, each with its
            place until its answer is there and its checks are through, and so many sets of checks at once
  gate      the greater of the slowest worker's checks and all workers' checks, over the check slots
Every set of checks counts once and takes what it takes in a bare Bash, measured after the run with as many at once.
CPU and memory are those of the engine and, where it has one, its runner, without checks and Git: memory is the most
that both held in a look every 200 ms; each by itself is the kernel's own peak.`;

const print = (text: string): void => void process.stdout.write(`${text}\n\n`);

async function measure(options: BenchOptions, products: readonly Product[], scratch: string): Promise<void> {
  const run = async (phase: MeasuredPhase): Promise<Measured> => {
    const measured = await measureProducts(phase, products, options.rounds, join(scratch, 'runs'));
    print(comparisonLines(phase, measured));
    return measured;
  };
  if (options.parts.has('exercises')) {
    const phase = exercises(options);
    if (typeof phase === 'string') print(phase);
    else await run(phase);
  }
  if (options.parts.has('synthetic')) {
    const sizes: Measured[] = [];
    for (const workers of options.workers ?? [100]) sizes.push(await run(synthetic(options, workers)));
    const [small, ...larger] = sizes;
    for (const large of larger)
      for (const product of products) {
        const [few, many] = [small?.get(product) ?? [], large.get(product) ?? []];
        print(growthLines(product.name, middleRun(few), middleRun(many)));
      }
  }
  if (options.parts.has('slow'))
    for (const workers of options.workers ?? [225]) await run(slow(options, workers));
}

async function productsFor(options: BenchOptions, scratch: string): Promise<readonly Product[] | string> {
  const { profile, sources, old } = options;
  const nodeFlags = profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(profile)}`];
  const own = sources ? sourceProduct('sources', nodeFlags) : builtProduct('new', ROOT, nodeFlags);
  if (old === null) return [own];
  const built = await buildOldProduct(old, join(scratch, 'old'));
  return built.ok ? [built.value, own] : built.error;
}

async function main(options: BenchOptions): Promise<void> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'wingman-bench-')));
  try {
    const products = await productsFor(options, scratch);
    if (typeof products === 'string') return stop(products);
    const load = `load ${(loadavg()[0] ?? 0).toFixed(1)} before it`;
    print(`${availableParallelism()} cores, ${load}, ${options.slots} check slots, Node ${process.version}`);
    print(EXPLANATION);
    await measure(options, products, scratch);
    if (options.parts.has('lint')) {
      const lint = await execa(process.execPath, [join(import.meta.dirname, 'lint.ts')], {
        stdio: 'inherit',
        reject: false,
        timeout: LINT_LIMIT_MS,
      });
      process.exitCode = lint.exitCode ?? 1;
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function stop(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}

const options = readBenchOptions(process.argv.slice(2));
if (!options.ok) stop(`${options.error}\n\n${HELP}`);
else if (options.value === null) print(HELP);
else await main(options.value);
