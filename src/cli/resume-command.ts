import type { Command } from 'commander';
import type { GateAnswer } from '../engine/domain/command.ts';
import type { Settings } from '../engine/settings/settings.ts';
import { restore } from '../engine/store/restore.ts';
import { summarise, type RunOutcome } from '../engine/domain/summary.ts';
import { withSummary } from './crash.ts';
import { describeEnd, drive } from './drive.ts';
import { ended, EXIT, type Ended, type Finish } from './exit.ts';
import { finishJson } from './finish-json.ts';
import { addRunFlags, addSettingFlags, type RunFlags } from './flags.ts';
import { prepareSavedRun } from './prepare-run.ts';
import { locateRun } from './open-saved.ts';
import { printJson } from './print.ts';

export function addResumeCommand(program: Command, finish: Finish): void {
  const command = program
    .command('resume')
    .argument('[run]', 'the latest one')
    .description('go on from saved state; a flag given again replaces a saved setting')
    .option('--repo <dir>', 'where to look for runs; the Git repository of the current folder')
    .addHelpText(
      'after',
      '\nExample:\n  wingman resume\n  wingman resume 1a-20261122-154331 --max-retries 5',
    );
  addSettingFlags(addRunFlags(command)).action((run: string | undefined, flags: RunFlags) =>
    finish(resumeRun(run, flags, null)),
  );
}

/** Goes on with a run, with an answer to its gate where there is one. */
export function resumeRun(
  run: string | undefined,
  flags: RunFlags,
  gateAnswer: { readonly answer: GateAnswer; readonly by: string } | null,
): Promise<Ended> {
  return withSummary(flags.json === true, () => goOn(run, flags, gateAnswer));
}

async function goOn(
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
    if (json) printJson(summary);
    return ended(summary.exit, json ? '' : describeEnd(summary, result));
  }
  const prepared = await prepareSavedRun(runDir, replaced(flags));
  if (!prepared.ok) return finishJson({ json }, ended(EXIT.usage, prepared.error));
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
): Promise<(ReturnType<typeof summarise> & { result: RunOutcome }) | null> {
  const { state } = await restore(runDir);
  const status = state.run?.status;
  if (status?.type === 'merged' && state.run?.merge !== null && state.run?.merge !== undefined) {
    const result: RunOutcome = { type: 'merged', ...state.run.merge };
    return { ...summarise(state, result, status.at), result };
  }
  if (status?.type === 'rejected') {
    const result: RunOutcome = { type: 'rejected', why: status.why };
    return { ...summarise(state, result, status.at), result };
  }
  return null;
}

/** Only what was given again. */
function replaced(flags: RunFlags): Partial<Settings> {
  const { provider, concurrency, maxRetries, timeout, stall, budget, venv, python, requireProof } = flags;
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
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
