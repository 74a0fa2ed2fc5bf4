import { join } from 'node:path';
import type { PhaseConfig } from '../instructions/phase-config.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { GateParts } from './gate-parts.ts';
import type { SetUp } from '../environment/run-environment.ts';
import type { Link } from '../workspace/links.ts';
import { mayRunStage } from './approve-stage.ts';
import { cloneRoot, makeCleanClone, verifyInClones, type CleanClone } from './clean-clone.ts';
import { objections } from './decide.ts';
import type { GateReport } from '../domain/gate-report.ts';
import { runStageCommand } from './test-stage.ts';

export interface ReviewOptions {
  readonly parts: GateParts;
  readonly config: PhaseConfig;
  readonly workDir: string;
  readonly links: readonly Link[];
  readonly setUp: SetUp;
  /** Clean clones that are checked at once. */
  readonly clones: number;
  readonly signal: AbortSignal;
}

/**
 * Runs all accepted checks once more in clean clones of the branch, then the phase's own test and deployment, and
 * reports the results.
 */
export async function review(options: ReviewOptions): Promise<Result<GateReport, string>> {
  const { parts, signal } = options;
  const commit = parts.state.run?.tip ?? '';
  parts.dispatch({ type: 'stage-started', stage: 'test', command: options.config.test ?? null });
  const accepted = acceptedWorkers(parts);
  const clones: CleanClone[] = [];
  try {
    for (let n = 1; n <= Math.max(1, Math.min(options.clones, accepted.length)); n += 1) {
      const clone = await makeCleanClone({
        runner: parts.runner,
        repo: parts.repo,
        commit,
        root: cloneRoot(options.workDir, n),
        links: options.links,
        setUp: options.setUp,
      });
      if (!clone.ok) return err(`the clean clone could not be made: ${clone.error.message}`);
      clones.push(clone.value);
    }
    const [first] = clones;
    if (first === undefined) return err('the clean clone could not be made');
    const cleanClone = await verifyInClones(parts, accepted, clones, 'gate', signal);
    const phaseTest = await testPhase(options, 'test', first);
    if (signal.aborted) return err('stopped');
    const isGreen = cleanClone.red === 0 && phaseTest?.ok !== false;
    const detail = `${cleanClone.green} checks green, ${cleanClone.red} not, in a clean clone`;
    parts.dispatch({ type: 'stage-finished', stage: 'test', ok: isGreen, detail });
    await deploy(options, first, isGreen);
    if (signal.aborted) return err('stopped');
    return ok(await makeReport(options, commit, { cleanClone, phaseTest }));
  } finally {
    for (const clone of clones) await clone.remove();
  }
}

function acceptedWorkers(parts: GateParts): readonly string[] {
  return (parts.state.run?.order ?? []).filter(
    (id) => parts.state.workers.get(id)?.status.state === 'accepted',
  );
}

/** @param name of this run of the test in the logs */
async function testPhase(
  options: ReviewOptions,
  name: 'test' | 'merge-test',
  clone: CleanClone,
): Promise<GateReport['phaseTest']> {
  const { parts, config, signal } = options;
  const command = config.test;
  if (command === undefined) return null;
  if (!(await mayRunStage(parts, command, false, signal)))
    return { command, ok: false, outputTail: 'not approved' };
  const run = await runStageCommand(parts, 'test', name, command, clone, signal);
  return run.ok
    ? { command, ok: run.value.ok, outputTail: run.value.outputTail }
    : { command, ok: false, outputTail: run.error };
}

/** Deployment goes to TEST, after a green test stage, and each command asks first. */
async function deploy(options: ReviewOptions, clone: CleanClone, isGreen: boolean): Promise<void> {
  const { parts, config, signal } = options;
  const commands = config.deploy ?? [];
  const finish = (isOk: boolean, detail: string): void =>
    parts.dispatch({ type: 'stage-finished', stage: 'deploy', ok: isOk, detail });
  if (commands.length === 0) return finish(true, 'the phase names no deployment');
  if (!isGreen) return finish(false, 'not started: the tests are not green');
  for (const [index, command] of commands.entries()) {
    parts.dispatch({ type: 'stage-started', stage: 'deploy', command });
    if (!(await mayRunStage(parts, command, true, signal))) return finish(false, `not approved: ${command}`);
    const run = await runStageCommand(parts, 'deploy', `deploy-${index + 1}`, command, clone, signal);
    if (!run.ok || !run.value.ok) return finish(false, `failed: ${command}`);
  }
  finish(true, `${commands.length} commands`);
}

async function makeReport(
  options: ReviewOptions,
  commit: string,
  found: Pick<GateReport, 'cleanClone' | 'phaseTest'>,
): Promise<GateReport> {
  const { parts } = options;
  const { run, workers } = parts.state;
  const all = [...workers.values()];
  const proven = all.filter(
    ({ status }) => status.state === 'accepted' && status.verdict === 'proven',
  ).length;
  const total = run?.order.length ?? 0;
  const accepted = run?.counts.accepted ?? 0;
  const figures = { workers: total, accepted, proven, ...found };
  const changed = await parts.repo.run([
    'diff',
    '--name-only',
    '-z',
    '--no-ext-diff',
    '--no-textconv',
    run?.base ?? '',
    commit,
  ]);
  return {
    ...figures,
    unproven: accepted - proven,
    escalated: run?.counts.escalated ?? 0,
    blocked: run?.counts.blocked ?? 0,
    failed: run?.counts.failed ?? 0,
    skipped: run?.counts.skipped ?? 0,
    successRate: total === 0 ? 0 : accepted / total,
    aboveThreshold: objections(figures, parts.settings.requireProof).length === 0,
    branch: run?.branch ?? '',
    commit,
    filesChanged: changed.ok ? changed.value.split('\0').filter((path) => path !== '').length : 0,
    costUsd: run?.totals.costUsd ?? null,
    durationMs:
      run === null ? 0 : run.activeMs + (run.activeSince === null ? 0 : parts.clock.now() - run.activeSince),
  };
}

/**
 * Runs the checks of all accepted workers on a commit that a merge made; null when they are green, else what is not.
 */
export async function verifyCommit(options: ReviewOptions, commit: string): Promise<string | null> {
  const { parts, signal } = options;
  const clone = await makeCleanClone({
    runner: parts.runner,
    repo: parts.repo,
    commit,
    root: join(options.workDir, 'merge'),
    links: options.links,
    setUp: options.setUp,
  });
  if (!clone.ok) return clone.error.message;
  try {
    const report = await verifyInClones(parts, acceptedWorkers(parts), [clone.value], 'merge', signal);
    if (signal.aborted) return 'stopped';
    if (report.red > 0) return `${report.red} checks, first: ${report.differences[0]?.command ?? ''}`;
    const phaseTest = await testPhase(options, 'merge-test', clone.value);
    return phaseTest?.ok === false ? `the phase's test failed: ${phaseTest.command}` : null;
  } finally {
    await clone.value.remove();
  }
}
