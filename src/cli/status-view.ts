import type { Approval } from '../engine/domain/approval.ts';
import { workedMs } from '../engine/domain/state.ts';
import type { RunState, WorkerState, WorkerStatus } from '../engine/domain/state.ts';
import type { Verdict } from '../engine/domain/verdict.ts';
import type { OpenedRun } from './open-saved.ts';

/** What `wingman status --json` prints. */
export interface StatusView {
  readonly run: string;
  readonly phase: string;
  readonly state: RunState['status']['type'];
  readonly workers: readonly WorkerView[];
  readonly approvals: readonly ApprovalView[];
}

export interface WorkerView {
  readonly id: string;
  readonly name: string;
  readonly state: WorkerStatus['state'];
  readonly verdict: Verdict | 'failed' | 'blocked' | null;
  readonly attempts: number;
  readonly provider: string;
  readonly elapsedMs: number;
  /** Workers that must be accepted first, and are not. */
  readonly waitingFor: readonly string[];
}

export interface ApprovalView {
  readonly id: string;
  readonly worker: string | null;
  readonly command: string;
  readonly risk: Approval['risk'];
  readonly expiresAt: number | null;
}

/** A run's status from its files: without an engine nothing counts as running, whatever was saved last. */
export function viewStatus(opened: OpenedRun, now: number): StatusView {
  return {
    run: opened.run,
    phase: opened.record.phase,
    state: runStateOf(opened),
    workers: opened.workers.map((worker) => viewWorker(worker, opened, now)),
    approvals: pendingApprovals(opened).map(({ id, worker, command, risk, expiresAt }) => ({
      id,
      worker,
      command,
      risk,
      expiresAt,
    })),
  };
}

/** The approvals that can be answered now, which takes an engine at work. */
export function pendingApprovals(opened: OpenedRun): readonly Approval[] {
  return opened.engine === null ? [] : opened.record.approvals;
}

/** The run's own state; a run whose engine was killed counts as stopped. */
export function runStateOf(opened: Pick<OpenedRun, 'record' | 'engine'>): StatusView['state'] {
  const { type } = opened.record.status;
  return type === 'running' && opened.engine === null ? 'stopped' : type;
}

/** A worker's state; without an engine no worker is running or waiting for an approval. */
export function workerStateOf(worker: WorkerState, hasEngine: boolean): WorkerStatus['state'] {
  const { state } = worker.status;
  return !hasEngine && (state === 'running' || state === 'approval') ? 'waiting' : state;
}

function viewWorker(worker: WorkerState, opened: OpenedRun, now: number): WorkerView {
  const { facts, attempts } = worker;
  const state = workerStateOf(worker, opened.engine !== null);
  const isAccepted = (id: string): boolean => opened.state.workers.get(id)?.status.state === 'accepted';
  const waits = state === 'waiting' || state === 'blocked';
  return {
    id: facts.id,
    name: facts.name,
    state,
    verdict: verdictOf(worker.status),
    attempts: attempts.length,
    provider: attempts.at(-1)?.provider ?? facts.route,
    elapsedMs: elapsedOf(worker, opened.engine !== null, now),
    waitingFor: waits ? facts.after.map((edge) => edge.worker).filter((id) => !isAccepted(id)) : [],
  };
}

/** The verdict on the work; null while there is none. */
export function verdictOf(status: WorkerStatus): WorkerView['verdict'] {
  switch (status.state) {
    case 'accepted':
      return status.verdict;
    case 'escalated':
    case 'failed':
      return status.failure.reason === 'environment' ? 'blocked' : 'failed';
    case 'blocked':
      return 'blocked';
    case 'waiting':
    case 'running':
    case 'approval':
    case 'skipped':
      return null;
  }
}

/** Milliseconds that a worker's attempts took, the one under way up to now. */
export function elapsedOf(worker: WorkerState, hasEngine: boolean, now: number): number {
  const state = workerStateOf(worker, hasEngine);
  const isAtWork = state === 'running' || state === 'approval';
  return workedMs(worker, isAtWork ? now : (worker.attempts.at(-1)?.startedAt ?? now));
}
