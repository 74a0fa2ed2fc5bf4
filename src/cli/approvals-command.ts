import type { Command } from 'commander';
import type { Approval } from '../engine/domain/approval.ts';
import type { Event } from '../engine/domain/event.ts';
import { writeMessage } from '../engine/approval/channels/file-channel.ts';
import { roughTime } from '../ui/selectors/units.ts';
import { awaitEvent } from './await-event.ts';
import { ended, EXIT, type Ended, type Finish } from './exit.ts';
import { addLookupFlags } from './flags.ts';
import { openSaved, type OpenedRun, type LookupFlags } from './open-saved.ts';
import { printJson, printLine } from './print.ts';
import { pendingApprovals } from './status-view.ts';
import { userName } from './user.ts';

type Flags = LookupFlags & { readonly run?: string; readonly json?: boolean };

/** An engine reads its inbox twice a second; this leaves room for a busy one. */
const TAKEN_LIMIT_MS = 15_000;

export function addApprovalCommands(program: Command, finish: Finish): void {
  const list = program
    .command('approvals')
    .description('operations of a run that wait for an answer')
    .option('--run <run>', 'the latest one')
    .option('--json', 'one JSON array')
    .addHelpText('after', '\nExample:\n  wingman approvals');
  addLookupFlags(list).action((flags: Flags) => finish(listApprovals(flags)));
  for (const verb of ['approve', 'deny'] as const) {
    const command = program
      .command(verb)
      .argument('<id>', 'as "wingman approvals" lists it')
      .description(
        verb === 'approve'
          ? 'let an operation run that waits for an answer'
          : 'refuse an operation that waits for an answer',
      )
      .option('--run <run>', 'the latest one')
      .addHelpText('after', `\nExample:\n  wingman ${verb} A1`);
    addLookupFlags(command).action((id: string, flags: Flags) => finish(answer(verb, id, flags)));
  }
}

async function listApprovals(flags: Flags): Promise<Ended> {
  const opened = await openSaved(flags.run, flags);
  if (!opened.ok) return ended(EXIT.usage, opened.error);
  const pending = pendingApprovals(opened.value);
  if (flags.json === true) printJson(pending);
  else if (pending.length === 0) printLine(`nothing waits for an answer in run ${opened.value.run}`);
  else for (const approval of pending) printApproval(approval);
  return ended(EXIT.ok);
}

function printApproval(approval: Approval): void {
  const { id, worker, attempt, command, risk, reason, expiresAt } = approval;
  const left = expiresAt === null ? '' : `, ${roughTime(Math.max(0, expiresAt - Date.now()))} left`;
  const who = worker === null ? 'the phase' : `${worker} attempt ${attempt ?? 1}`;
  printLine(`${id}  ${who}  ${risk}: ${reason}${left}`);
  for (const line of command.split('\n')) printLine(`    ${line}`);
}

async function answer(verb: 'approve' | 'deny', id: string, flags: Flags): Promise<Ended> {
  const found = await openSaved(flags.run, flags);
  if (!found.ok) return ended(EXIT.usage, found.error);
  const opened = found.value;
  const { run, runDir, record, engine } = opened;
  const approval = record.approvals.find((each) => each.id.toLowerCase() === id.toLowerCase());
  if (approval === undefined) return ended(EXIT.usage, unknownApproval(id, opened));
  if (engine === null) {
    return ended(
      EXIT.waiting,
      `no engine is at work on run ${run}, so nothing would hear the answer: "wingman resume ${run}" asks again`,
    );
  }
  writeMessage(runDir, { type: verb, id: approval.id, hash: approval.hash, by: userName() });
  const taken = await awaitEvent(opened, TAKEN_LIMIT_MS, (event: Event) =>
    event.type === 'approval-answered' && event.id === approval.id ? event.answer : null,
  );
  if (taken === null) {
    return ended(
      EXIT.waiting,
      `the answer to ${approval.id} is left for process ${engine}, which has not taken it yet`,
    );
  }
  const wanted = verb === 'approve' ? 'approved' : 'denied';
  if (taken.type !== wanted) return ended(EXIT.waiting, `${approval.id} was answered before: ${taken.type}`);
  printLine(`${wanted} ${approval.id}: ${approval.command}`);
  return ended(EXIT.ok);
}

function unknownApproval(id: string, opened: OpenedRun): string {
  const pending = pendingApprovals(opened).map((approval) => approval.id);
  const known = pending.length === 0 ? 'nothing waits for an answer' : `these wait: ${pending.join(', ')}`;
  return `there is no approval ${id} in run ${opened.run}: ${known}`;
}
