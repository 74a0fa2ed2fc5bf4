import { handleBeforeStart } from './before-start.ts';
import type { Command, StopCause } from '../domain/command.ts';
import type { Event } from '../domain/event.ts';
import { createGateDesk, type GateMode, type GivenAnswer } from '../gate/gate-desk.ts';
import { holdGate, rejectPhase } from '../gate/hold-gate.ts';
import { isOverBudget } from './budget.ts';
import type { OpenRunOptions } from './open-run-options.ts';
import { openRun, type OpenRun } from './open-run.ts';
import { blockLacking } from './block-lacking.ts';
import { unreachable, type Result } from '../domain/result.ts';
import { startWorkforce, type Workforce } from './workforce.ts';
import { createScheduler } from '../plan/scheduler.ts';
import type { RunHandle } from '../domain/run-handle.ts';
import { isStuck, type WorkerState } from '../domain/state.ts';
import { summarise, type RunOutcome, type RunFinished } from '../domain/summary.ts';

export type { GateMode };

interface EngineOptions extends OpenRunOptions {
  readonly gate: GateMode;
  /** An answer to the gate that was given before the engine started (`wingman gate approve`). */
  readonly gateAnswer: GivenAnswer | null;
}

/** A run at work. The handle is all that the screen gets. */
export interface Engine {
  readonly handle: RunHandle;
  readonly finished: Promise<RunFinished & { readonly result: RunOutcome }>;
}

/** Takes a run over and brings it to its end. Fails, touching nothing, when another engine has it. */
export async function startEngine(options: EngineOptions): Promise<Result<Engine, string>> {
  const listeners = new Set<(worker: string | null) => void>();
  const opened = await openRun({
    ...options,
    onEvent: (event: Event, worker: string | null) => {
      options.onEvent(event, worker);
      for (const listener of listeners) listener(worker);
    },
  });
  if (!opened.ok) return opened;
  const core = createCore(opened.value, options);
  const handle: RunHandle = {
    run: () => opened.value.runState(),
    worker: (id) => opened.value.state.workers.get(id),
    log: (id) => opened.value.logs.lines(id),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send: core.send,
  };
  return { ok: true, value: { handle, finished: core.run() } };
}

interface Core {
  readonly send: (command: Command) => void;
  readonly run: () => Promise<RunFinished & { readonly result: RunOutcome }>;
}

/** The command loop: what commands do, and what follows what. */
function createCore(opened: OpenRun, options: EngineOptions): Core {
  const { state, dispatch, stop, stages } = opened;
  const { clock, settings, gate: mode } = options;
  const desk = createGateDesk({ mode, requireProof: settings.requireProof, signal: stop.signal });
  let workforce: Workforce | null = null;
  let isReviewing = false;
  let stopCause: StopCause | null = null;

  const send = (command: Command): void => {
    switch (command.type) {
      case 'approve':
        opened.desk.answer(command.id, command.hash, { type: 'approved', by: command.by });
        return;
      case 'deny':
        opened.desk.answer(command.id, command.hash, { type: 'denied', by: command.by });
        return;
      case 'gate':
        return desk.answer({ answer: command.answer, by: command.by });
      case 'stop':
        stopCause ??= command.cause;
        return stop.abort('stop');
      case 'retry':
      case 'waive':
        return sendBack(command);
      case 'escalate':
      case 'pause':
      case 'unpause':
        return workforce === null ? handleBeforeStart(opened, command) : workforce.handle(command);
      default:
        return unreachable(command);
    }
  };

  /**
   * A person wants a worker tried again: at once while workers run, as a rework at the gate; before the start and
   * during a review it waits for what comes next, since a review is about a tree that must not move.
   */
  const sendBack = (command: Extract<Command, { type: 'retry' | 'waive' }>): void => {
    const { worker } = command;
    if (workforce !== null && !isReviewing) return workforce.handle(command);
    if (!state.workers.has(worker)) return;
    if (command.type === 'waive') dispatch({ ...command, type: 'check-waived' });
    desk.sendBack(worker, command.type === 'waive' ? command.by : 'key');
  };

  /** The workers of the run, from where the state has them. */
  const startWorkers = (): Workforce => {
    const { order, paused } = opened.runState();
    const records = order.flatMap((id) => state.workers.get(id) ?? []);
    const scheduler = createScheduler({
      workers: records.map(({ facts }) => ({ id: facts.id, after: facts.after.map((edge) => edge.worker) })),
      concurrency: settings.concurrency,
      accepted: idsWhere(records, (status) => status.state === 'accepted'),
      stuck: idsWhere(records, isStuck),
    });
    if (paused) scheduler.setPaused(true);
    return startWorkforce({ ...stages.work, scheduler, sealer: opened.sealer });
  };

  /** Brings every worker to rest that can be; those in `rework` once more. */
  const build = async (rework: readonly string[]): Promise<void> => {
    dispatch({ type: 'stage-started', stage: 'build', command: null });
    if (workforce === null) {
      // Into the state, which the scheduler is made of: one that waits anyway would be started twice.
      for (const worker of rework.filter((id) => state.workers.has(id)))
        dispatch({ type: 'worker-retried', worker, why: 'sent back at the review' });
      await blockLacking(stages.environment, stop.signal);
      workforce = startWorkers();
    } else workforce.rework(rework);
    await workforce.idle();
    if (!stop.signal.aborted && isOverBudget(state, settings)) send({ type: 'stop', cause: 'budget' });
    if (stop.signal.aborted) return;
    const { counts, order } = opened.runState();
    dispatch({
      type: 'stage-finished',
      stage: 'build',
      ok: counts.accepted === order.length,
      detail: `${counts.accepted} of ${order.length} accepted`,
    });
  };

  const stopped = (): RunOutcome => {
    const cause = stopCause ?? 'key';
    dispatch({ type: 'run-stopped', cause });
    if (cause === 'key' || cause === 'budget')
      return { type: 'waiting', at: 'work', why: cause === 'key' ? 'stopped' : 'the budget is spent' };
    return { type: 'stopped', signal: cause };
  };

  /** Work and gate, in turn, until the run ends or waits. */
  const work = async (): Promise<RunOutcome> => {
    let early = options.gateAnswer;
    if (early?.answer.decision === 'reject') {
      dispatch({ type: 'gate-answered', ...early });
      return rejectPhase(early.by, dispatch);
    }
    // While the gate is open, workers that were sent back wait for its desk, which takes them as the answer.
    let rework = opened.runState().status.type === 'reviewing' ? [] : desk.takeSentBack();
    for (;;) {
      if (opened.runState().status.type !== 'reviewing' || rework.length > 0) {
        await build(rework);
        if (stop.signal.aborted) return stopped();
      }
      isReviewing = true;
      const end = await holdGate({ review: stages.review, mode, desk, early });
      if (end.type === 'ended') return end.outcome;
      if (end.type === 'stopped') return stopped();
      isReviewing = false;
      early = null;
      rework = end.workers;
    }
  };

  return {
    send,
    async run() {
      const channels = options.channels.map((channel) => channel.listen(send));
      try {
        opened.sealer.sealOverlooked();
        const result = await work();
        return { ...summarise(state, result, clock.now()), result };
      } finally {
        for (const stopListening of channels) stopListening();
        await opened.close();
      }
    },
  };
}

function idsWhere(
  records: readonly WorkerState[],
  test: (status: WorkerState['status']) => boolean,
): ReadonlySet<string> {
  return new Set(records.filter(({ status }) => test(status)).map(({ facts }) => facts.id));
}
