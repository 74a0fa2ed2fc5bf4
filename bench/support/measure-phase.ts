import { join } from 'node:path';
import { describeFindings, preparePhase } from '../../src/cli/prepare-run.ts';
import { lowerBound, type Bound } from './lower-bound.ts';
import { countChecks, neededChecks } from './needed-checks.ts';
import { measureOwnTimes, type OwnTimes } from './own-times.ts';
import type { Product } from './product.ts';
import type { RunUsage } from './run-usage.ts';
import { cloneAt } from './scratch-repo.ts';
import { timedRun, type RunConditions, type TimedPhase } from './timed-run.ts';

/** What one run of a phase took, beside what it had to take. */
export interface PhaseFigures {
  readonly workers: number;
  readonly accepted: number;
  /** Workers in the longest chain. */
  readonly chain: number;
  readonly wallMs: number;
  readonly bound: Bound;
  readonly usage: RunUsage;
  readonly attempts: CheckCount;
  readonly regressions: CheckCount;
}

type CheckCount = ReturnType<typeof countChecks>;

/** Runs a phase once and puts what it took beside what its checks take by themselves, measured right after it. */
export async function measurePhase(
  product: Product,
  phase: TimedPhase,
  conditions: RunConditions,
): Promise<PhaseFigures> {
  const prepared = await preparePhase(phase.workersDir, undefined, false);
  if (!prepared.ok) throw new Error(describeFindings(prepared.error));
  const { instructions, plan } = prepared.value;
  const { wallMs, usage, events, summary } = await timedRun(product, phase, conditions);
  const timesAt = async (name: string, commit: string): Promise<OwnTimes> => {
    const checkout = join(phase.scratch, name);
    await cloneAt(phase.repo, commit, checkout);
    return measureOwnTimes(checkout, instructions, conditions.slots);
  };
  const base = events.find((event) => event.type === 'run-created')?.base ?? '';
  const before = await timesAt('before', base);
  const after = await timesAt('after', summary.commit);
  const needed = neededChecks(events, before, after);
  return {
    workers: summary.workers,
    accepted: summary.proven + summary.unproven,
    chain: plan.criticalPath.length,
    wallMs,
    bound: lowerBound(plan, needed, conditions),
    usage,
    attempts: countChecks(events, needed, 'attempt'),
    regressions: countChecks(events, needed, 'regression'),
  };
}
