import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createApprovalDesk, type ApprovalDesk } from '../approval/desk.ts';
import { sleep } from '../domain/clock.ts';
import { workerOf, type EventBody } from '../domain/event.ts';
import type { State } from '../domain/reduce.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { RunState } from '../domain/state.ts';
import { endLeftBehind, runEnvironment, setUpCommand } from '../environment/run-environment.ts';
import { createSealer, type Sealer } from '../evidence/seal.ts';
import { indexDeliverables } from '../plan/concerned.ts';
import { openRunner } from '../runner/runner.ts';
import { openJournal } from '../store/journal.ts';
import type { LogBuffer } from '../store/log-buffer.ts';
import { createRecorder } from '../store/recorder.ts';
import { restore } from '../store/restore.ts';
import { lockRun } from '../store/run-lock.ts';
import { openSnapshot } from '../store/snapshot.ts';
import { openCheckout } from '../workspace/open-checkout.ts';
import { removeTree } from '../workspace/remove-tree.ts';
import { openWorktreePool } from '../workspace/worktrees.ts';
import { beginRun } from './begin-run.ts';
import type { OpenRunOptions } from './open-run-options.ts';
import { createStages, type Stages } from './stages.ts';

/** A run with all that belongs to it: what the engine works with, and the way to end it. */
export interface OpenRun {
  readonly runDir: string;
  /** Read from it; it changes by `dispatch` alone. */
  readonly state: State;
  readonly dispatch: (event: EventBody) => void;
  readonly logs: LogBuffer;
  readonly desk: ApprovalDesk;
  readonly sealer: Sealer;
  readonly stages: Stages;
  /** Ends everything that is under way. */
  readonly stop: AbortController;
  runState(): RunState;
  close(): Promise<void>;
}

/** For checks that are being ended to end. */
const SETTLE_LIMIT_MS = 10_000;

/** Takes a run over: lock, saved state, branch, worktrees. What an engine before this one left behind is cleared. */
export async function openRun(options: OpenRunOptions): Promise<Result<OpenRun, string>> {
  const { runDir, settings, clock, run } = options;
  mkdirSync(runDir, { recursive: true });
  const lock = lockRun(runDir);
  if (!lock.ok)
    return err(`run ${run} is at work in process ${lock.error.pid}: watch it with "wingman status ${run}"`);
  endLeftBehind(runDir);
  const runner = openRunner(() => endLeftBehind(runDir));
  const giveUp = (why: string): Result<never, string> => {
    runner.close();
    lock.value();
    return err(why);
  };
  const restored = await restore(runDir);
  const { state } = restored;
  const checkout = await openCheckout({
    ...{ runner, clock, dir: options.repo, link: settings.link },
    branch: {
      name: `wingman/${run}`,
      start: options.start.commit,
      recorded: state.run?.tip ?? null,
      landings: [...restored.landings.values()].map((landing) => landing.commit),
    },
    scratch: join(options.workDir, 'commits'),
  });
  if (!checkout.ok) return giveUp(checkout.error);
  const { repo, identity, branch, links } = checkout.value;

  const journal = openJournal(join(runDir, 'journal.jsonl'), restored.journalLength);
  const snapshot = openSnapshot(runDir, state, clock);
  const deliverables = indexDeliverables(options.caseInsensitive);
  for (const instruction of options.instructions) deliverables.add(instruction);
  for (const { instruction } of state.workers.values())
    if (instruction !== undefined) deliverables.add(instruction);
  const recorder = createRecorder({
    runDir,
    state,
    clock,
    journal,
    snapshot,
    lastSeq: restored.lastSeq,
    secrets: options.secrets,
    listener: (event) => {
      if (event.type === 'workers-added')
        for (const { instruction } of event.added) deliverables.add(instruction);
      options.onEvent(event, workerOf(event));
    },
  });
  const dispatch = recorder.record;
  const stop = new AbortController();
  const environmentOf = runEnvironment(options);
  const setUp = setUpCommand({
    run,
    command: settings.setup ?? options.phase.config.setup,
    environmentOf,
    limitMs: settings.timeout,
    clock,
    runner,
    signal: stop.signal,
  });
  const slots = settings.checksAtOnce ?? Math.max(1, options.cores);
  const pool = await openWorktreePool({
    runner,
    repo,
    dir: join(options.workDir, 'worktrees'),
    max: slots + 2,
    links,
    identity,
    setUp,
  });
  beginRun(options, restored, branch, dispatch);
  const desk = createApprovalDesk({
    run,
    channels: options.channels,
    clock,
    dispatch,
    asked: restored.asked,
  });
  const stages = createStages(options, {
    ...{ runner, repo, pool, links, setUp, deliverables, environmentOf, slots, desk, state, dispatch },
    branch: branch.name,
    signal: stop.signal,
  });
  const sealer = createSealer({
    state,
    dispatch,
    clock,
    runDir,
    instructionOf: stages.instructionOf,
    allowed: settings.allow,
  });
  return ok({
    runDir,
    state,
    dispatch,
    logs: recorder.logs,
    desk,
    sealer,
    stages,
    stop,
    runState: () => {
      if (state.run === null) throw new Error('a run has a state from its first event on');
      return state.run;
    },
    async close() {
      // What still holds a worktree is being ended; a worktree that appears after the clearing would stay for ever.
      const enough = new AbortController();
      await Promise.race([pool.settled(), sleep(clock, SETTLE_LIMIT_MS, enough.signal)]);
      enough.abort();
      await pool.close();
      await removeTree(options.workDir);
      repo.close();
      runner.close();
      recorder.close();
      await snapshot.close();
      journal.close();
      lock.value();
    },
  });
}
