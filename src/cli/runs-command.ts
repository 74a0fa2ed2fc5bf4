import { join } from 'node:path';
import type { Command } from 'commander';
import { count } from '../ui/selectors/units.ts';
import { ended, EXIT, type Ended, type Finish } from './exit.ts';
import { addLookupFlags } from './flags.ts';
import { locateState, openRunDir, type OpenedRun, type LookupFlags } from './open-saved.ts';
import { printJson, printLine, printTable } from './print.ts';
import { listRuns } from './saved-run.ts';
import { pendingApprovals, runStateOf } from './status-view.ts';

/** One run in the list of all. */
interface RunRow {
  readonly run: string;
  readonly phase: string;
  readonly state: string;
  readonly workers: number;
  readonly accepted: number;
  /** What a person has to do, in words; empty when nothing waits. */
  readonly waits: readonly string[];
}

export function addRunsCommand(program: Command, finish: Finish): void {
  const command = program
    .command('runs')
    .description('all runs, oldest first, and what waits for a person in each')
    .option('--json', 'one JSON array')
    .addHelpText('after', '\nExample:\n  wingman runs');
  addLookupFlags(command).action((flags: LookupFlags & { readonly json?: boolean }) =>
    finish(listAll(flags)),
  );
}

async function listAll(flags: LookupFlags & { readonly json?: boolean }): Promise<Ended> {
  const stateDir = await locateState(flags);
  if (!stateDir.ok) return ended(EXIT.usage, stateDir.error);
  const rows: RunRow[] = [];
  for (const run of listRuns(stateDir.value)) rows.push(await rowOf(run, join(stateDir.value, run)));
  if (flags.json === true) printJson(rows);
  else if (rows.length === 0) printLine(`no runs in ${stateDir.value}: start one with "wingman run"`);
  else {
    printTable(
      ['run', 'phase', 'state', 'accepted', 'waits'],
      rows.map(({ run, phase, state, workers, accepted, waits }) => [
        run,
        phase,
        state,
        `${accepted}/${workers}`,
        waits.join('; '),
      ]),
    );
  }
  return ended(EXIT.ok);
}

/** A run that cannot be read is listed all the same. */
async function rowOf(run: string, runDir: string): Promise<RunRow> {
  const opened = await openRunDir(run, runDir);
  if (!opened.ok)
    return { run, phase: '', state: 'unreadable', workers: 0, accepted: 0, waits: [opened.error] };
  const { record, workers } = opened.value;
  const accepted = workers.filter((worker) => worker.status.state === 'accepted').length;
  const state = runStateOf(opened.value);
  return { run, phase: record.phase, state, workers: workers.length, accepted, waits: waitsOf(opened.value) };
}

function waitsOf(opened: OpenedRun): readonly string[] {
  const state = runStateOf(opened);
  if (state === 'merged' || state === 'rejected') return [];
  const approvals = pendingApprovals(opened);
  const waits = approvals.length === 0 ? [] : [`${count(approvals.length, 'approval')}: wingman approvals`];
  if (state === 'reviewing') waits.push('the gate: wingman gate approve|reject|rework');
  else if (opened.engine === null) waits.push(`wingman resume ${opened.run}`);
  return waits;
}
