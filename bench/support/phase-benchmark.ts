import { join } from 'node:path';
import { describeFindings, preparePhase } from '../../src/cli/prepare-run.ts';
import { countChecks, lowerBound } from './lower-bound.ts';
import { measureOwnTimes } from './own-times.ts';
import { cloneAt } from './scratch-repo.ts';
import { timedRun, type TimedPhase } from './timed-run.ts';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const row = (name: string, value: string, note = ''): string =>
  `  ${name.padEnd(16)}${value.padStart(10)}  ${note}`.trimEnd();

/** Runs a phase once and puts what it took beside what its checks take by themselves, measured right after it. */
export async function benchmarkPhase(
  title: string,
  phase: TimedPhase,
  slots: number,
  nodeFlags: readonly string[],
): Promise<string> {
  const prepared = await preparePhase(phase.workersDir, undefined, false);
  if (!prepared.ok) throw new Error(describeFindings(prepared.error));
  const { instructions, plan } = prepared.value;
  const { wallMs, usage, events, summary } = await timedRun(phase, slots, nodeFlags);
  const base = events.find((event) => event.type === 'run-created')?.base ?? '';
  const times = [];
  for (const [name, commit] of [
    ['before', base],
    ['after', summary.commit],
  ] as const) {
    const checkout = join(phase.scratch, name);
    await cloneAt(phase.repo, commit, checkout);
    times.push(await measureOwnTimes(checkout, instructions, slots));
  }
  const [before = new Map<string, number>(), after = new Map<string, number>()] = times;
  const bound = lowerBound(plan, events, before, after, slots);
  const { workers, proven, unproven } = summary;
  const attempts = countChecks(events, 'attempt');
  const regressions = countChecks(events, 'regression');
  const build = `build max(${seconds(bound.criticalPathMs)}, ${seconds(bound.buildMs)} / ${slots})`;
  const gate = `gate max(${seconds(bound.longestMs)}, ${seconds(bound.gateMs)} / ${slots})`;
  return [
    `${title}: ${proven + unproven} of ${workers} workers accepted, ${plan.criticalPath.length} in the longest chain`,
    row('wall time', seconds(wallMs), `${(wallMs / bound.totalMs).toFixed(2)} times the lower bound`),
    row('lower bound', seconds(bound.totalMs), `${build} + ${gate}`),
    row(
      'engine CPU',
      seconds(usage.cpuSeconds * 1000),
      `${(usage.cpuSeconds / workers).toFixed(3)} s a worker`,
    ),
    row('peak memory', `${(usage.peakBytes / 2 ** 20).toFixed(0)} MB`),
    row('verifications', String(attempts.started), `${attempts.needed} needed`),
    row('regressions', String(regressions.started), `${regressions.needed} needed`),
  ].join('\n');
}
