import type { Command } from 'commander';
import { writeMessage } from '../engine/approval/channels/file-channel.ts';
import { ended, EXIT, type Ended, type Finish } from './exit.ts';
import { addLookupFlags, positiveInteger } from './flags.ts';
import { openSaved, type LookupFlags } from './open-saved.ts';
import { printLine } from './print.ts';
import { userName } from './user.ts';
import { knownWorkers, parseWorkerId } from './worker-id.ts';

type Flags = LookupFlags & { readonly run?: string; readonly reason: string };

export function addWaiveCommand(program: Command, finish: Finish): void {
  const command = program
    .command('waive')
    .argument('<worker>', '1, 001 or WORKER_001', parseWorkerId)
    .argument('<check>', 'its number in the worker, from 1', positiveInteger)
    .description('leave one check of one worker out, for a reason that goes on the record')
    .requiredOption('--reason <text>', 'why; it stands in the evidence and in the report')
    .option('--run <run>', 'the latest one')
    .addHelpText('after', '\nExample:\n  wingman waive 2 3 --reason "no Docker daemon on this machine"');
  addLookupFlags(command).action((worker: string, check: number, flags: Flags) =>
    finish(waive(worker, check, flags)),
  );
}

async function waive(worker: string, check: number, flags: Flags): Promise<Ended> {
  const reason = flags.reason.trim();
  if (reason === '') return ended(EXIT.usage, '--reason is empty: say why the check is left out');
  const opened = await openSaved(flags.run, flags);
  if (!opened.ok) return ended(EXIT.usage, opened.error);
  const { state, run, runDir, engine } = opened.value;
  const known = knownWorkers(state, [worker]);
  if (!known.ok) return ended(EXIT.usage, known.error);
  const checks = state.workers.get(worker)?.facts.checks ?? 0;
  if (check > checks) {
    return ended(EXIT.usage, `${worker} has ${checks} checks: name one of 1 to ${checks}`);
  }
  writeMessage(runDir, { type: 'waive', worker, check: check - 1, reason, by: userName() });
  const what = `check ${check} of ${worker} is waived (${reason})`;
  if (engine !== null) {
    printLine(`left for process ${engine}: ${what}`);
    return ended(EXIT.ok);
  }
  return ended(EXIT.waiting, `${what}; no engine is at work on it now. Go on with: wingman resume ${run}`);
}
