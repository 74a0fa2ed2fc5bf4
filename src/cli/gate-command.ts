import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { GateAnswer } from '../engine/domain/command.ts';
import type { Event } from '../engine/domain/event.ts';
import { writeMessage } from '../engine/approval/channels/file-channel.ts';
import { summarise, type RunOutcome } from '../engine/domain/summary.ts';
import { awaitEvent } from './await-event.ts';
import { withSummary } from './crash.ts';
import { describeEnd } from './drive.ts';
import { ended, EXIT, type Ended, type Finish } from './exit.ts';
import { finishJson } from './finish-json.ts';
import { addRunFlags, type RunFlags } from './flags.ts';
import { openRunDir, openSaved, type OpenedRun } from './open-saved.ts';
import { printJson } from './print.ts';
import { resumeRun } from './resume-command.ts';
import { runStateOf } from './status-view.ts';
import { userName } from './user.ts';
import { knownWorkers, parseWorkerIds } from './worker-id.ts';

type Flags = RunFlags & { readonly run?: string; readonly confirm?: string };

/** A merge may run every check once more; after this limit the command no longer waits for the engine. */
const EFFECT_LIMIT_MS = 30 * 60_000;

export function addGateCommand(program: Command, finish: Finish): void {
  const gate = program
    .command('gate')
    .description('answer the review gate of a run: 0 merged, 1 rejected, 3 something is in the way');
  const add = (name: string, description: string, example: string): Command =>
    addRunFlags(gate.command(name).description(description))
      .option('--run <run>', 'the latest one')
      .option('--repo <dir>', 'where to look for runs; the Git repository of the current folder')
      .addHelpText('after', `\nExample:\n  ${example}`);
  add('approve', 'merge the phase and tag it', 'wingman gate approve')
    .option('--confirm <phase>', "the phase's name in full, where the figures are below what a phase needs")
    .action((flags: Flags) => finish(answerGate({ decision: 'approve' }, flags)));
  add('reject', 'close the phase unmerged; its branch is kept', 'wingman gate reject').action(
    (flags: Flags) => finish(answerGate({ decision: 'reject' }, flags)),
  );
  add('rework', 'send workers back, then review again', 'wingman gate rework 3 7')
    .argument('<worker...>', '1, 001 or WORKER_001', parseWorkerIds)
    .action((workers: readonly string[], flags: Flags) =>
      finish(answerGate({ decision: 'rework', workers }, flags)),
    );
}

function answerGate(answer: GateAnswer, flags: Flags): Promise<Ended> {
  const json = flags.json === true;
  return withSummary(json, async () => {
    const opened = await openSaved(flags.run, flags);
    if (!opened.ok) return finishJson({ json }, ended(EXIT.usage, opened.error));
    const objection = objectionTo(answer, opened.value, flags.confirm);
    if (objection !== null) return finishJson({ json }, objection, opened.value.record);
    if (opened.value.engine !== null) {
      const done = await leaveAnswer(answer, opened.value, json);
      if (done !== null) return done;
    }
    return resumeRun(opened.value.run, flags, { answer, by: userName() });
  });
}

/** Why the answer cannot be taken, or null. */
function objectionTo(answer: GateAnswer, opened: OpenedRun, confirm: string | undefined): Ended | null {
  const { run, record, state } = opened;
  const { status, gate, phase } = record;
  if (status.type === 'merged' || status.type === 'rejected') {
    // The same answer again repeats its result.
    if ((status.type === 'merged' ? 'approve' : 'reject') === answer.decision) return null;
    return ended(EXIT.waiting, `run ${run} is ${status.type} already: there is no gate to answer`);
  }
  // A run that has not come to its gate can be given up, where no engine is at work on it.
  if (answer.decision === 'reject' && opened.engine === null) return null;
  if (gate === null || (status.type !== 'reviewing' && status.type !== 'stopped')) {
    return ended(
      EXIT.waiting,
      `run ${run} is not at its gate (${runStateOf(opened)}): "wingman status ${run}" shows where it is`,
    );
  }
  if (answer.decision === 'rework') {
    const known = knownWorkers(state, answer.workers);
    return known.ok ? null : ended(EXIT.usage, known.error);
  }
  if (answer.decision === 'reject' || gate.aboveThreshold || confirm === phase) return null;
  const { accepted, workers, cleanClone, phaseTest } = gate;
  const test = phaseTest?.ok === false ? ', the phase test is red' : '';
  return ended(
    EXIT.waiting,
    `the phase is below what it needs (${accepted} of ${workers} workers accepted, ${cleanClone.red} checks red in the clean clone${test}): to merge it all the same, add --confirm ${JSON.stringify(phase)}`,
  );
}

/** Hands the answer to the engine at work and waits for its effect; null when the engine ended without taking it. */
async function leaveAnswer(answer: GateAnswer, opened: OpenedRun, json: boolean): Promise<Ended | null> {
  const { run, runDir, engine } = opened;
  const message = answer.decision === 'rework' ? { ...answer, workers: [...answer.workers] } : answer;
  writeMessage(runDir, { type: 'gate', answer: message, by: userName() });
  const outcome = await awaitEvent(opened, EFFECT_LIMIT_MS, effectOf);
  const after = await openRunDir(run, runDir);
  if (outcome === null && after.ok && after.value.engine === null) {
    rmSync(join(runDir, 'approvals', 'gate.answer.json'), { force: true });
    return null;
  }
  if (!after.ok || outcome === null) {
    return finishJson(
      { json },
      ended(
        EXIT.waiting,
        `process ${engine ?? ''} has not come to an end yet: "wingman status ${run}" tells`,
      ),
    );
  }
  const summary = summarise(after.value.state, outcome, Date.now());
  if (json) printJson(summary);
  if (json) return ended(summary.exit);
  if (outcome.type !== 'waiting') return ended(summary.exit, describeEnd(summary, outcome));
  return ended(summary.exit, `${outcome.why}; process ${engine ?? ''} goes on with run ${run}`);
}

/** The outcome that an event reports to the person who answered the gate; null for all other events. */
function effectOf(event: Event): RunOutcome | null {
  if (event.type === 'phase-merged') {
    return { type: 'merged', commit: event.commit, into: event.into, tag: event.tag };
  }
  if (event.type === 'phase-rejected') return { type: 'rejected', why: event.why };
  if (event.type === 'merge-obstructed') return { type: 'waiting', at: 'gate', why: event.detail };
  if (event.type === 'gate-answered' && event.answer.decision === 'rework') {
    return { type: 'waiting', at: 'gate', why: 'the workers are sent back' };
  }
  return null;
}
