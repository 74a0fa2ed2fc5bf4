import type { Command } from 'commander';
import type { WaiveCommand } from '../engine/command.ts';
import { ended, EXIT, type Ended, type Finish } from './exit.ts';
import { addPlaceFlags, port } from './flags.ts';
import { openSaved, type RunPlaces } from './open-saved.ts';
import { printLine } from './print.ts';
import { userName } from './user.ts';
import { knownWorkers, parseWorkerId } from './worker-id.ts';

type Flags = RunPlaces & { readonly run?: string; readonly reason: string };

/** Hands a waiver to the engine at work on a run. */
export type LeaveWaiver = (runDir: string, message: WaiveCommand) => void;

export function addWaiveCommand(program: Command, finish: Finish, leave: LeaveWaiver): void {
  const command = program
    .command('waive')
    .argument('<worker>', '1, 001 or WORKER_001', parseWorkerId)
    .argument('<check>', 'its number in the worker, from 0', port)
    .description('leave one check of one worker out, for a reason that goes on the record')
    .requiredOption('--reason <text>', 'why; it stands in the evidence and in the report')
    .option('--run <run>', 'the latest one')
    .addHelpText('after', '\nExample:\n  wingman waive 2 3 --reason "no Docker daemon on this machine"');
  addPlaceFlags(command).action((worker: string, check: number, flags: Flags) =>
    finish(waive(worker, check, flags, leave)),
  );
}

async function waive(worker: string, check: number, flags: Flags, leave: LeaveWaiver): Promise<Ended> {
  const reason = flags.reason.trim();
  if (reason === '') return ended(EXIT.usage, '--reason is empty: say why the check is left out');
  const opened = await openSaved(flags.run, flags);
  if (!opened.ok) return ended(EXIT.usage, opened.error);
  const { state, run, runDir, engine } = opened.value;
  const known = knownWorkers(state, [worker]);
  if (!known.ok) return ended(EXIT.usage, known.error);
  const checks = state.workers.get(worker)?.facts.checks ?? 0;
  if (check >= checks) {
    return ended(EXIT.usage, `${worker} has ${checks} checks: name one of 0 to ${Math.max(0, checks - 1)}`);
  }
  if (engine === null) {
    return ended(
      EXIT.waiting,
      `no engine is at work on run ${run}, so nothing would hear the waiver: write it as "waive:" into the settings, or resume the run first`,
    );
  }
  leave(runDir, { type: 'waive', worker, check, reason, by: userName() });
  printLine(`left for process ${engine}: check ${check} of ${worker} is waived (${reason})`);
  return ended(EXIT.ok);
}
