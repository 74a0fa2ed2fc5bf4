/**
 * What a run costs beside the work itself: `npm run bench [-- --workers 200 --slots N --only exercises|synthetic|lint
 * --cpu-prof DIR]`. Figures are of this machine at this moment: compare the ratios of one run.
 */
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { benchmarkPhase } from './support/phase-benchmark.ts';
import { makeRepo } from './support/scratch-repo.ts';
import { writeSyntheticPhase } from './support/synthetic-phase.ts';

const CORPUS = resolve(import.meta.dirname, '../../shared/corpus/exercises-python');
const LINT_LIMIT_MS = 10 * 60_000;
const EXPLANATION = `The lower bound: no engine is faster than the checks that its verdicts need, on a model that answers at once.
  build  the greater of the plan's critical path (workers in a row, each as long as its slowest set of checks) and
         all checks before the work, on it and again for regressions, over the check slots
  gate   the greater of the slowest worker's checks and all workers' checks, over the check slots
Every set of checks counts once and takes what it takes in a bare Bash, measured after the run with as many at once.
Engine CPU and peak memory are those of the engine's process without its children (checks, Git).`;

const { values } = parseArgs({
  options: {
    workers: { type: 'string' },
    slots: { type: 'string' },
    only: { type: 'string' },
    'cpu-prof': { type: 'string' },
  },
});
const slots = Number(values.slots ?? availableParallelism());
const profile = values['cpu-prof'];
const nodeFlags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(profile)}`];
const print = (text: string): void => void process.stdout.write(`${text}\n\n`);

async function exercises(scratch: string): Promise<void> {
  if (!existsSync(join(CORPUS, 'workers'))) {
    print(`exercises: skipped, there are none in ${CORPUS}`);
    return;
  }
  const repo = join(scratch, 'repo');
  await cp(join(CORPUS, 'repo'), repo, { recursive: true });
  await makeRepo(repo);
  const [workersDir, answersDir] = [join(CORPUS, 'workers'), join(CORPUS, 'answers')];
  print(await benchmarkPhase('exercises', { scratch, repo, workersDir, answersDir }, slots, nodeFlags));
}

async function synthetic(scratch: string, workers: number): Promise<void> {
  const repo = join(scratch, 'repo');
  await makeRepo(repo);
  const { workersDir, answersDir } = await writeSyntheticPhase(scratch, workers);
  print(await benchmarkPhase('synthetic', { scratch, repo, workersDir, answersDir }, slots, nodeFlags));
}

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'wingman-bench-')));
try {
  print(`${availableParallelism()} cores, ${slots} check slots, Node ${process.version}`);
  print(EXPLANATION);
  const isWanted = (part: string): boolean => values.only === undefined || values.only === part;
  if (isWanted('exercises')) await exercises(join(scratch, 'exercises'));
  if (isWanted('synthetic')) await synthetic(join(scratch, 'synthetic'), Number(values.workers ?? 200));
  if (isWanted('lint')) {
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
