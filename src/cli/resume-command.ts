import { join } from 'node:path';
import type { Command } from 'commander';
import type { GateAnswer } from '../engine/command.ts';
import type { Settings } from '../engine/config.ts';
import { restore } from '../engine/store/restore.ts';
import { summarise, type Outcome } from '../engine/summary.ts';
import { describeEnd, drive, finishJson } from './drive.ts';
import { ended, EXIT, type Ended } from './exit.ts';
import { addRunFlags, addSettingFlags, type RunFlags } from './flags.ts';
import { prepareSavedRun } from './prepare-run.ts';
import { findRepo, stateFolder } from './repo.ts';
import { findRun, updateRun } from './saved-run.ts';
import { err, ok, type Result } from '../engine/result.ts';

export function addResumeCommand(program: Command, finish: (end: Promise<Ended>) => Promise<void>): void {
  const command = program
    .command('resume')
    .argument('[run]', 'the latest one')
    .description('go on from saved state; a flag given again replaces a saved setting')
    .option('--repo <dir>', 'where to look for runs; the Git repository of the current folder');
  addSettingFlags(addRunFlags(command)).action((run: string | undefined, flags: RunFlags) =>
    finish(resumeRun(run, flags, null)),
  );
}

/** The folder of a run: by name below `--state`, or the latest. */
export async function locateRun(
  run: string | undefined,
  flags: { readonly state?: string | undefined; readonly repo?: string | undefined },
): Promise<Result<{ runDir: string; run: string; stateDir: string }, string>> {
  const repo = flags.state === undefined ? await findRepo(flags.repo ?? '.') : ok('');
  if (!repo.ok) return err(`${repo.error}; or name the folder of all runs with --state`);
  const stateDir = await stateFolder(repo.value, flags.state);
  const found = findRun(stateDir, run);
  return found.ok ? ok({ runDir: join(stateDir, found.value), run: found.value, stateDir }) : found;
}

export async function resumeRun(
  run: string | undefined,
  flags: RunFlags,
  gateAnswer: { readonly answer: GateAnswer; readonly by: string } | null,
): Promise<Ended> {
  const json = flags.json === true;
  const located = await locateRun(run, flags);
  if (!located.ok) return finishJson({ json }, ended(EXIT.usage, located.error));
  const { runDir } = located.value;
  const before = await finishedBefore(runDir);
  if (before !== null) {
    const { result, ...summary } = before;
    if (json) process.stdout.write(`${JSON.stringify(summary)}\n`);
    return ended(summary.exit, json ? '' : describeEnd(summary, result));
  }
  const prepared = await prepareSavedRun(runDir, replaced(flags));
  if (!prepared.ok) return finishJson({ json }, ended(EXIT.usage, prepared.error));
  updateRun(runDir, prepared.value.saved);
  return drive(prepared.value, {
    headless: flags.headless === true,
    json,
    gate: flags.gate,
    gateAnswer,
    note: null,
  });
}

/** A finished run repeats its result. */
async function finishedBefore(
  runDir: string,
): Promise<(ReturnType<typeof summarise> & { result: Outcome }) | null> {
  const { state } = await restore(runDir);
  const status = state.run?.status;
  if (status?.type === 'merged' && state.run?.merge !== null && state.run?.merge !== undefined) {
    const result: Outcome = { type: 'merged', ...state.run.merge };
    return { ...summarise(state, result, status.at), result };
  }
  if (status?.type === 'rejected') {
    const result: Outcome = { type: 'rejected', why: status.why };
    return { ...summarise(state, result, status.at), result };
  }
  return null;
}

/** Only what was given again. */
function replaced(flags: RunFlags): Partial<Settings> {
  const { provider, concurrency, maxRetries, timeout, stall, budget, venv, python, requireProof, gate } =
    flags;
  const given = {
    provider,
    concurrency,
    maxRetries,
    timeout,
    stall,
    budget,
    venv,
    python,
    requireProof,
    gate,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
