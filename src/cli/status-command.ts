import type { Command } from 'commander';
import { clockTime, count } from '../ui/selectors/units.ts';
import { ended, EXIT, type Ended, type Finish } from './exit.ts';
import { addLookupFlags } from './flags.ts';
import { openSaved, type OpenedRun, type LookupFlags } from './open-saved.ts';
import { printJson, printLine, printTable } from './print.ts';
import { viewStatus, type StatusView } from './status-view.ts';

export function addStatusCommand(program: Command, finish: Finish): void {
  const command = program
    .command('status')
    .argument('[run]', 'the latest one')
    .description('where a run and its workers stand, from its saved state; also while it is at work')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  wingman status\n  wingman status 1a-20261122-154331 --json');
  addLookupFlags(command).action(
    (run: string | undefined, flags: LookupFlags & { readonly json?: boolean }) =>
      finish(showStatus(run, flags)),
  );
}

async function showStatus(
  run: string | undefined,
  flags: LookupFlags & { readonly json?: boolean },
): Promise<Ended> {
  const opened = await openSaved(run, flags);
  if (!opened.ok) return ended(EXIT.usage, opened.error);
  const view = viewStatus(opened.value, Date.now());
  if (flags.json === true) printJson(view);
  else printStatus(view, opened.value);
  return ended(EXIT.ok);
}

function printStatus(view: StatusView, opened: OpenedRun): void {
  const accepted = view.workers.filter((worker) => worker.state === 'accepted').length;
  printLine(
    `run ${view.run}: phase ${view.phase}, ${view.state}, ${accepted} of ${count(view.workers.length, 'worker')} accepted`,
  );
  printTable(
    ['worker', 'state', 'verdict', 'attempts', 'provider', 'time', 'waits for', 'name'],
    view.workers.map((worker) => [
      worker.id,
      worker.state,
      worker.verdict ?? '',
      String(worker.attempts),
      worker.provider,
      worker.attempts === 0 ? '' : clockTime(worker.elapsedMs),
      worker.waitingFor.join(' '),
      worker.name,
    ]),
  );
  for (const { id, worker, command, risk } of view.approvals) {
    printLine(`approval ${id} (${risk}) for ${worker ?? 'the phase'}: ${command}`);
  }
  printLine(nextStep(view, opened));
}

/** What a person can do about a run now, in one line. */
function nextStep(view: Pick<StatusView, 'run' | 'state'>, opened: OpenedRun): string {
  const { engine, record } = opened;
  if (view.state === 'merged')
    return `merged into ${record.merge?.into ?? ''}, tag ${record.merge?.tag ?? ''}`;
  if (record.status.type === 'rejected') return `${record.status.why}; the branch ${record.branch} is kept`;
  if (view.state === 'reviewing') {
    const obstruction = record.obstruction === null ? '' : `in the way of the merge: ${record.obstruction}; `;
    return `${obstruction}the gate waits: wingman gate approve|reject|rework`;
  }
  if (engine !== null) return `an engine is at work on it (process ${engine})`;
  return `no engine is at work on it: wingman resume ${view.run}`;
}
