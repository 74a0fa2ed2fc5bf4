import type { Event } from './event.ts';
import { unreachable } from './result.ts';
import { workedMs } from './state.ts';
import type { Counts, RunState, Totals, WorkerState } from './state.ts';
import type { StageName, StageState } from './stage.ts';

/**
 * The run's record after one event. `before` and `after` are the record of the worker that the event is about, so
 * that counts and totals follow in constant time.
 */
export function reduceRun(
  run: RunState | null,
  event: Event,
  before: WorkerState | undefined,
  after: WorkerState | undefined,
): RunState | null {
  if (event.type === 'run-created') return run ?? createRun(event);
  if (run === null) return null;
  const counted = count(run, event, before, after);
  const next = step(counted, event);
  return next === run ? run : { ...next, seq: Math.max(run.seq, event.seq) };
}

function createRun(event: Extract<Event, { type: 'run-created' }>): RunState {
  return {
    run: event.run,
    phase: event.phase,
    title: event.title,
    base: event.base,
    baseBranch: event.baseBranch,
    branch: event.branch,
    tip: event.base,
    status: { type: 'created' },
    paused: false,
    order: event.workers.map((worker) => worker.id),
    counts: { ...NO_COUNTS, waiting: event.workers.length },
    totals: {
      attempts: 0,
      inputTokens: 0,
      outputTokens: 0,
      costUsd: 0,
      waived: 0,
      flaky: 0,
      acceptedMs: 0,
    },
    approvals: [],
    stages: { build: PENDING, test: PENDING, deploy: PENDING, review: PENDING },
    lacks: [],
    gate: null,
    evidenceHead: null,
    gateAnswer: null,
    merge: null,
    obstruction: null,
    createdAt: event.at,
    activeSince: null,
    activeMs: 0,
    seq: event.seq,
  };
}

const PENDING: StageState = { type: 'pending' };
const NO_COUNTS: Counts = {
  waiting: 0,
  blocked: 0,
  running: 0,
  approval: 0,
  accepted: 0,
  escalated: 0,
  failed: 0,
  skipped: 0,
};

function count(
  run: RunState,
  event: Event,
  before: WorkerState | undefined,
  after: WorkerState | undefined,
): RunState {
  if (before === undefined || after === undefined || before === after) return run;
  const from = before.status.state;
  const to = after.status.state;
  const counts =
    from === to ? run.counts : { ...run.counts, [from]: run.counts[from] - 1, [to]: run.counts[to] + 1 };
  const totals = addTotals(run.totals, event, before, after);
  return counts === run.counts && totals === run.totals ? run : { ...run, counts, totals };
}

function addTotals(totals: Totals, event: Event, before: WorkerState, after: WorkerState): Totals {
  switch (event.type) {
    case 'attempt-started':
      return { ...totals, attempts: totals.attempts + 1 };
    case 'model-answered':
      return {
        ...totals,
        inputTokens: totals.inputTokens + (event.usage.inputTokens ?? 0),
        outputTokens: totals.outputTokens + (event.usage.outputTokens ?? 0),
        costUsd: totals.costUsd === null || event.costUsd === null ? null : totals.costUsd + event.costUsd,
      };
    case 'worker-accepted':
      return { ...totals, acceptedMs: totals.acceptedMs + workedMs(after, event.at) };
    case 'check-waived':
      return before.waived.length === 0 && after.waived.length > 0
        ? { ...totals, waived: totals.waived + 1 }
        : totals;
    case 'checks-finished': {
      const flaky = event.results.filter((result) => result.flaky).length;
      return flaky === 0 ? totals : { ...totals, flaky: totals.flaky + flaky };
    }
    default:
      return totals;
  }
}

function step(run: RunState, event: Event): RunState {
  switch (event.type) {
    case 'run-created':
      return run;
    case 'run-started':
      // Approvals of an earlier engine are void: that engine can no longer act on an answer.
      return { ...run, status: { type: 'running' }, activeSince: event.at, paused: false, approvals: [] };
    case 'run-paused':
      return { ...run, paused: true };
    case 'run-unpaused':
      return { ...run, paused: false };
    case 'run-stopped':
      return rest(run, event.at, { type: 'stopped', cause: event.cause, at: event.at });
    case 'environment-lacking':
      return { ...run, lacks: event.lacks };
    case 'stage-started':
      return setStage(run, event.stage, { type: 'running', since: event.at, command: event.command });
    case 'stage-finished':
      return setStage(run, event.stage, { type: event.ok ? 'passed' : 'failed', detail: event.detail });
    case 'gate-opened':
      // The run's clock stops at the gate: waiting for a person is not working time.
      return { ...rest(run, event.at, { type: 'reviewing' }), gate: event.report, gateAnswer: null };
    case 'gate-answered':
      return reduceGateAnswer(run, event);
    case 'merge-obstructed':
      return { ...run, obstruction: event.detail, gateAnswer: null };
    case 'phase-merged':
      return {
        ...rest(run, event.at, { type: 'merged', at: event.at }),
        merge: { commit: event.commit, into: event.into, tag: event.tag },
        obstruction: null,
      };
    case 'phase-rejected':
      return rest(run, event.at, { type: 'rejected', why: event.why, at: event.at });
    case 'approval-requested':
      return { ...run, approvals: [...run.approvals, event.approval] };
    case 'approval-answered':
      return { ...run, approvals: run.approvals.filter((approval) => approval.id !== event.id) };
    case 'worker-accepted':
      return { ...run, tip: event.commit };
    case 'evidence-sealed':
      return { ...run, evidenceHead: event.record.sha256 };
    // An approval ends with the attempt that asked for it.
    case 'attempt-failed':
    case 'attempt-interrupted':
      return run.approvals.some((approval) => approval.worker === event.worker)
        ? { ...run, approvals: run.approvals.filter((approval) => approval.worker !== event.worker) }
        : run;
    case 'workers-added':
      return addWorkers(run, event);
    case 'worker-rerouted':
    case 'worker-blocked':
    case 'worker-unblocked':
    case 'worker-lacking':
    case 'worker-failed':
    case 'worker-kept':
    case 'check-waived':
    case 'worker-retried':
    case 'worker-escalated':
    case 'worktree-changed':
    case 'attempt-started':
    case 'model-requested':
    case 'model-delayed':
    case 'model-answered':
    case 'answer-read':
    case 'attempt-committed':
    case 'verify-queued':
    case 'checks-started':
    case 'checks-finished':
    case 'landing':
    case 'model-text':
    case 'check-output':
    case 'stage-output':
      return run;
    default:
      return unreachable(event);
  }
}

/** Parts of a split worker are listed right after it, other workers at the end. */
function addWorkers(run: RunState, event: Extract<Event, { type: 'workers-added' }>): RunState {
  const ids = event.added.map(({ facts }) => facts.id);
  const parent = event.inPlaceOf === null ? -1 : run.order.indexOf(event.inPlaceOf);
  const at = parent < 0 ? run.order.length : parent + 1;
  return {
    ...run,
    order: [...run.order.slice(0, at), ...ids, ...run.order.slice(at)],
    counts: { ...run.counts, waiting: run.counts.waiting + ids.length },
  };
}

function reduceGateAnswer(run: RunState, event: Extract<Event, { type: 'gate-answered' }>): RunState {
  const answered = { ...run, gateAnswer: { answer: event.answer, by: event.by, at: event.at } };
  if (event.answer.decision !== 'rework') return answered;
  const stages = { build: PENDING, test: PENDING, deploy: PENDING, review: PENDING };
  return {
    ...answered,
    status: { type: 'running' },
    activeSince: event.at,
    gate: null,
    obstruction: null,
    stages,
  };
}

function setStage(run: RunState, stage: StageName, state: StageState): RunState {
  return { ...run, stages: { ...run.stages, [stage]: state } };
}

/** Stops the run's clock: no engine is at work any more. */
function rest(run: RunState, at: number, status: RunState['status']): RunState {
  const worked = run.activeSince === null ? 0 : at - run.activeSince;
  return { ...run, status, activeSince: null, activeMs: run.activeMs + worked };
}
