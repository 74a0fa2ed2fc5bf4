import type { ApprovalAnswer } from './approval/approval.ts';
import type { Command, GateAnswer } from './command.ts';
import type { Event } from './event.ts';
import { objections } from './gate/decide.ts';
import { mergePhase } from './gate/merge.ts';
import { review, verifyCommit, type ReviewOptions } from './gate/review.ts';
import { openRunContext, type OpenRun, type OpenRunOptions } from './open-run.ts';
import { startWorkforce, isOverBudget, type Workforce } from './run-workers.ts';
import type { Result } from './result.ts';
import { createScheduler } from './scheduler/scheduler.ts';
import { checkEnvironment } from './preflight/check-environment.ts';
import type { RunHandle, WorkerStatus } from './state.ts';
import { watchInbox } from './store/inbox.ts';
import { summarise, type Outcome, type RunFinished } from './summary.ts';
import { chooseRoute } from './route.ts';

/** Who decides at the gate: a person, the figures, or whoever resumes. */
export type GateMode = 'ask' | 'auto' | 'stop';

export interface EngineOptions extends OpenRunOptions {
  readonly gate: GateMode;
  /** An answer to the gate that was given before the engine started (`wingman gate approve`). */
  readonly gateAnswer: { readonly answer: GateAnswer; readonly by: string } | null;
}

/** A run at work. The handle is all that the screen gets. */
export interface Engine {
  readonly handle: RunHandle;
  readonly finished: Promise<RunFinished & { readonly result: Outcome }>;
}

/** Takes a run over and brings it to its end. Fails, touching nothing, when another engine has it. */
export async function startEngine(options: EngineOptions): Promise<Result<Engine, string>> {
  const listeners = new Set<(worker: string | null) => void>();
  const opened = await openRunContext({
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
    worker: (id) => opened.value.context.state.workers.get(id),
    log: (id) => opened.value.logs.lines(id),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send: core.send,
  };
  return { ok: true, value: { handle, finished: core.run() } };
}

/** A worker that an attempt could start for, now or when others are done. */
function isOpen(status: WorkerStatus | undefined): boolean {
  return status?.state === 'waiting' || status?.state === 'blocked';
}

interface Core {
  readonly send: (command: Command) => void;
  readonly run: () => Promise<RunFinished & { readonly result: Outcome }>;
}

/** The command loop: what commands do, and what follows what. */
function createCore(opened: OpenRun, options: EngineOptions): Core {
  const { context, stop } = opened;
  const { state, dispatch, clock } = context;
  let workforce: Workforce | null = null;
  let stopCause: Extract<Command, { type: 'stop' }>['cause'] | null = null;
  /** An answer from before the engine started counts for the first review only. */
  let earlyAnswer = options.gateAnswer;
  /** Workers that a message from before the start sends back. */
  const sentBack: string[] = [];
  let isReviewing = false;
  let answerGate: ((answer: { answer: GateAnswer; by: string }) => void) | null = null;

  const answerApproval = (id: string, answer: ApprovalAnswer): void => {
    context.desk.answer(id, answer);
  };
  /**
   * A person wants a worker tried again: at once while workers run, as a rework at the gate; before the start and
   * during a review it waits for what comes next, since a review is about a tree that must not move.
   */
  const sendBack = (command: Extract<Command, { type: 'retry' | 'waive' }>): void => {
    const { worker } = command;
    if (answerGate === null && workforce !== null && !isReviewing) return workforce.handle(command);
    if (!state.workers.has(worker)) return;
    if (command.type === 'waive') dispatch({ ...command, type: 'check-waived' });
    if (answerGate === null) sentBack.push(worker);
    else
      answerGate({
        answer: { decision: 'rework', workers: [worker] },
        by: 'by' in command ? command.by : 'key',
      });
  };

  const send = (command: Command): void => {
    switch (command.type) {
      case 'approve':
        return answerApproval(command.id, { type: 'approved', by: command.by });
      case 'deny':
        return answerApproval(command.id, { type: 'denied', by: command.by });
      case 'gate':
        answerGate?.({ answer: command.answer, by: command.by });
        return;
      case 'stop':
        stopCause ??= command.cause;
        stop.abort('stop');
        return;
      case 'retry':
      case 'waive':
        return sendBack(command);
      case 'escalate':
      case 'pause':
      case 'unpause':
        workforce?.handle(command);
    }
  };

  const reviewOptions: ReviewOptions = { ...opened.reviewOptions, context, signal: stop.signal };

  const waitForGate = (): Promise<{ answer: GateAnswer; by: string } | null> =>
    new Promise((resolve) => {
      answerGate = (answer) => {
        answerGate = null;
        resolve(answer);
      };
      if (stop.signal.aborted) resolve(null);
      stop.signal.addEventListener('abort', () => resolve(null), { once: true });
    });

  const merge = async (): Promise<Outcome | string> => {
    const run = opened.runState();
    // What was reviewed is what is merged.
    if (run.gate !== null && run.gate.commit !== run.tip)
      return 'the branch has moved since its review: review it again';
    const into = run.baseBranch ?? '';
    const tag = run.run.startsWith('wingman') ? run.run : `wingman-${run.run}`;
    const merged = await mergePhase({
      repo: context.repo,
      pool: context.pool,
      tip: run.tip,
      base: run.base,
      into,
      tag,
      // The evidence's newest seal goes into history: what is changed later does not fit it any more.
      message: `Merge phase ${run.phase}: ${run.title}\n\nWingman-Run: ${run.run}\nWingman-Evidence: ${run.evidenceHead ?? 'none'}\n`,
      verify: (commit) => verifyCommit(reviewOptions, commit),
      signal: stop.signal,
    });
    if (!merged.ok) {
      dispatch({ type: 'merge-obstructed', detail: merged.error });
      return merged.error;
    }
    dispatch({ type: 'phase-merged', commit: merged.value.commit, into, tag });
    dispatch({ type: 'stage-finished', stage: 'review', ok: true, detail: 'approved and merged' });
    return { type: 'merged', commit: merged.value.commit, into, tag };
  };

  const reject = (why: string): Outcome => {
    dispatch({ type: 'stage-finished', stage: 'review', ok: false, detail: why });
    dispatch({ type: 'phase-rejected', why });
    return { type: 'rejected', why };
  };

  /** One review: a report, an answer, its effect. Null: workers were sent back, so there is work again. */
  const gate = async (): Promise<Outcome | null> => {
    isReviewing = true;
    try {
      return await reviewAndDecide();
    } finally {
      isReviewing = false;
    }
  };

  const reviewAndDecide = async (): Promise<Outcome | null> => {
    if (state.run?.status.type !== 'reviewing' || state.run.gate === null) {
      const report = await review(reviewOptions);
      if (!report.ok) return stop.signal.aborted ? stopped() : { type: 'failed', why: report.error };
      dispatch({ type: 'stage-started', stage: 'review', command: null });
      dispatch({ type: 'gate-opened', report: report.value });
    }
    let given = earlyAnswer ?? state.run?.gateAnswer ?? null;
    earlyAnswer = null;
    for (;;) {
      const back = sentBack.splice(0);
      const early =
        back.length > 0 ? ({ answer: { decision: 'rework', workers: back }, by: 'key' } as const) : null;
      const answer = early ?? given ?? (await nextAnswer());
      given = null;
      if (answer === null) return stop.signal.aborted ? stopped() : waitingAtGate();
      dispatch({ type: 'gate-answered', ...answer });
      if (answer.answer.decision === 'reject') return reject(`rejected by ${answer.by}`);
      if (answer.answer.decision === 'rework') return null;
      const merged = await merge();
      if (typeof merged !== 'string') return merged;
      if (stop.signal.aborted) return stopped();
      if (options.gate !== 'ask') return { type: 'waiting', at: 'gate', why: merged };
    }
  };

  const nextAnswer = async (): Promise<{ answer: GateAnswer; by: string } | null> => {
    const report = state.run?.gate;
    if (options.gate === 'stop' || report === null || report === undefined) return null;
    if (options.gate === 'ask') return waitForGate();
    const found = objections(report, context.settings.requireProof);
    return found.length === 0
      ? { answer: { decision: 'approve' }, by: 'auto' }
      : { answer: { decision: 'reject' }, by: `auto: ${found.join('; ')}` };
  };

  const waitingAtGate = (): Outcome => ({ type: 'waiting', at: 'gate', why: 'the gate waits for an answer' });

  const stopped = (): Outcome => {
    const cause = stopCause ?? 'key';
    dispatch({ type: 'run-stopped', cause });
    if (cause === 'key' || cause === 'budget')
      return { type: 'waiting', at: 'work', why: cause === 'key' ? 'stopped' : 'the budget is spent' };
    return { type: 'stopped', signal: cause };
  };

  /** What the machine lacks blocks the workers that need it, before a token is spent; what is there now unblocks. */
  const preflight = async (): Promise<void> => {
    const open = (state.run?.order ?? []).filter((id) => isOpen(state.workers.get(id)?.status));
    const lacks = await checkEnvironment(context, open, stop.signal);
    if (stop.signal.aborted) return;
    if (lacks.length > 0 || (state.run?.lacks.length ?? 0) > 0)
      dispatch({ type: 'environment-lacking', lacks });
    for (const worker of open) {
      const own = lacks.flatMap(({ kind, name, detail, fix, uses }) => {
        const checks = uses.filter((use) => use.worker === worker).map((use) => use.check);
        return checks.length > 0 ? [{ kind, name, detail, fix, checks }] : [];
      });
      const status = state.workers.get(worker)?.status;
      if (own.length > 0) {
        dispatch({ type: 'worker-lacking', worker, lacks: own });
      } else if (status?.state === 'blocked' && status.lacks.length > 0)
        dispatch({ type: 'worker-unblocked', worker });
    }
  };

  const work = async (): Promise<Outcome> => {
    if (earlyAnswer?.answer.decision === 'reject') {
      dispatch({ type: 'gate-answered', ...earlyAnswer });
      return reject(`rejected by ${earlyAnswer.by}`);
    }
    let rework: readonly string[] = sentBack.splice(0);
    for (;;) {
      if (state.run?.status.type !== 'reviewing' || rework.length > 0) {
        dispatch({ type: 'stage-started', stage: 'build', command: null });
        if (workforce === null) await preflight();
        workforce ??= startWorkforce({
          context,
          scheduler: createScheduler(
            opened.plan,
            context.settings.concurrency,
            opened.acceptedWorkers(),
            opened.stuckWorkers(),
          ),
          routeOf: (worker) => chooseRoute(opened.instructionOf(worker), context.settings.provider),
          signal: stop.signal,
        });
        workforce.rework(rework);
        await workforce.idle();
        if (!stop.signal.aborted && isOverBudget(context)) send({ type: 'stop', cause: 'budget' });
        if (stop.signal.aborted) return stopped();
        const { accepted = 0 } = state.run?.counts ?? {};
        const total = state.run?.order.length ?? 0;
        dispatch({
          type: 'stage-finished',
          stage: 'build',
          ok: accepted === total,
          detail: `${accepted} of ${total} accepted`,
        });
      }
      const outcome = await gate();
      if (outcome !== null) return outcome;
      const answer = state.run?.gateAnswer?.answer;
      rework = answer?.decision === 'rework' ? answer.workers : [];
    }
  };

  return {
    send,
    async run() {
      const closeInbox = watchInbox({
        runDir: context.runDir,
        clock,
        pending: () => state.run?.approvals ?? [],
        send,
      });
      try {
        const result = await work();
        return { ...summarise(state, result, clock.now()), result };
      } finally {
        closeInbox();
        await opened.close();
      }
    },
  };
}
