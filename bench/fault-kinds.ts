/**
 * Whether every fault of a model is called by its name, through the whole engine: runs the exercises on a simulated
 * model with faults and compares what was served with the reasons in the journal.
 * `node bench/fault-kinds.ts [--seeds 1,2,3,4,5] [--rates stub=.2,…]`
 */
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseRates } from '../src/simulator/fault-options.ts';
import type { FaultName } from '../src/simulator/faults.ts';
import { runWithFaults, type ServedAttempt } from './support/fault-run.ts';
import { makeRepo } from './support/scratch-repo.ts';

const CORPUS = resolve(import.meta.dirname, '../../shared/corpus/exercises-python');
const RATES = 'stub=.2,elide=.1,guide=.1,wrongfile=.1,escape=.05,truncate=.1,prose-code=.2,crlf=.1';
/** The reason that is right for each fault of an answer. */
const REASONS: Partial<Record<FaultName, string>> = {
  stub: 'stub',
  elide: 'elided',
  guide: 'guide',
  wrongfile: 'wrong-file',
  escape: 'escaping-path',
  truncate: 'cut-off',
  broken: 'broken',
  empty: 'empty',
};
const GOOD: readonly FaultName[] = ['ok', 'prose-code', 'crlf', 'ansi'];
/** What can befall a right answer without anyone's fault: another worker was faster. */
const RACES = ['conflict', 'regression'];

const { values } = parseArgs({ options: { seeds: { type: 'string' }, rates: { type: 'string' } } });
const rates = parseRates(values.rates ?? RATES);
const seeds = (values.seeds ?? '1,2,3,4,5').split(',').map(Number);
const print = (text: string): void => void process.stdout.write(`${text}\n`);

const isNamedRight = ({ fault, continued, end }: ServedAttempt): boolean =>
  end === REASONS[fault] || (fault === 'truncate' && continued && end === 'accepted');
const isFalseRed = ({ fault, end }: ServedAttempt): boolean =>
  GOOD.includes(fault) && end !== 'accepted' && !RACES.includes(end);

function confusion(attempts: readonly ServedAttempt[]): string {
  const name = ({ end, continued }: ServedAttempt): string =>
    end === 'accepted' && continued ? 'accepted (continued)' : end;
  const faults = [...new Set(attempts.map((one) => one.fault))].sort();
  return faults
    .map((fault) => {
      const counts = new Map<string, number>();
      for (const one of attempts.filter((other) => other.fault === fault))
        counts.set(name(one), (counts.get(name(one)) ?? 0) + 1);
      const cells = [...counts].sort((a, b) => b[1] - a[1]).map(([end, count]) => `${end} ${count}`);
      return `  ${fault.padEnd(12)}${cells.join(', ')}`;
    })
    .join('\n');
}

async function runSeed(seed: number): Promise<readonly ServedAttempt[]> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'wingman-faults-')));
  try {
    const repo = join(scratch, 'repo');
    await cp(join(CORPUS, 'repo'), repo, { recursive: true });
    await makeRepo(repo);
    const phase = { scratch, repo, workersDir: join(CORPUS, 'workers'), answersDir: join(CORPUS, 'answers') };
    const run = await runWithFaults(phase, rates.ok ? rates.value : {}, seed);
    const clone = run.redInClone.length === 0 ? 'all green' : `RED ${run.redInClone.join(', ')}`;
    const strays = run.strays.length === 0 ? 'nothing' : `STRAYS ${run.strays.join(', ')}`;
    print(
      `seed ${seed}: exit ${run.exit ?? 'none'}, ${run.accepted} accepted, in the clean clone ${clone}, written outside: ${strays}`,
    );
    for (const lost of run.lost) print(`  not accepted: ${lost}`);
    return run.attempts;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

if (!rates.ok) {
  print(rates.error);
  process.exitCode = 2;
} else if (!existsSync(join(CORPUS, 'workers'))) {
  print(`no exercises in ${CORPUS}: nothing was run`);
} else {
  const attempts: ServedAttempt[] = [];
  for (const seed of seeds) attempts.push(...(await runSeed(seed)));
  const faulty = attempts.filter((one) => REASONS[one.fault] !== undefined);
  const right = faulty.filter(isNamedRight);
  const falseReds = attempts.filter(isFalseRed);
  print(`\n${attempts.length} attempts, by fault served and what the journal says:\n${confusion(attempts)}`);
  const share = faulty.length === 0 ? 1 : right.length / faulty.length;
  print(`\nnamed right: ${right.length} of ${faulty.length} faults, ${(share * 100).toFixed(1)} %`);
  print(`false reds among right answers: ${falseReds.length}`);
  for (const one of [...faulty.filter((other) => !isNamedRight(other)), ...falseReds]) {
    const detail = JSON.stringify(one.failure)?.slice(0, 400) ?? '';
    print(`  ${one.worker} attempt ${one.attempt}: ${one.fault} ended as ${one.end} ${detail}`);
  }
}
