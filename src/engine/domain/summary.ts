import { constants } from 'node:os';
import type { State } from './reduce.ts';
import { unreachable } from './result.ts';

/** The last line of `--json`, on every exit. The six verdict counts are disjoint and sum to `workers`. */
export interface RunFinished {
  readonly type: 'run-finished';
  readonly run: string;
  readonly phase: string;
  readonly outcome: RunOutcome['type'];
  readonly exit: number;
  readonly branch: string;
  readonly commit: string;
  readonly workers: number;
  readonly proven: number;
  readonly unproven: number;
  readonly failed: number;
  readonly escalated: number;
  readonly blocked: number;
  readonly skipped: number;
  readonly waived: number;
  readonly firstTry: number;
  readonly costUsd: number | null;
  readonly durationMs: number;
}

/** How a run ended, for the exit status and for people. */
export type RunOutcome =
  | { readonly type: 'merged'; readonly commit: string; readonly into: string; readonly tag: string }
  | { readonly type: 'rejected'; readonly why: string }
  | { readonly type: 'waiting'; readonly at: 'gate' | 'work'; readonly why: string }
  | { readonly type: 'stopped'; readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' }
  | { readonly type: 'failed'; readonly why: string };

/** The exit status, as the README lists them. */
function exitStatus(outcome: RunOutcome): number {
  switch (outcome.type) {
    case 'merged':
      return 0;
    case 'rejected':
      return 1;
    case 'waiting':
      return 3;
    case 'failed':
      return 4;
    case 'stopped':
      return 128 + constants.signals[outcome.signal];
    default:
      return unreachable(outcome);
  }
}

/** Sums a run up. Workers that are neither accepted nor given up count as skipped. */
export function summarise(state: State, outcome: RunOutcome, now: number): RunFinished {
  const { run } = state;
  const all = [...state.workers.values()];
  const accepted = all.filter((worker) => worker.status.state === 'accepted');
  const proven = accepted.filter(
    ({ status }) => status.state === 'accepted' && status.verdict === 'proven',
  ).length;
  const counts = run?.counts;
  const workers = run?.order.length ?? 0;
  const unproven = (counts?.accepted ?? 0) - proven;
  const { failed = 0, escalated = 0, blocked = 0 } = counts ?? {};
  return {
    type: 'run-finished',
    run: run?.run ?? '',
    phase: run?.phase ?? '',
    outcome: outcome.type,
    exit: exitStatus(outcome),
    branch: run?.branch ?? '',
    commit: outcome.type === 'merged' ? outcome.commit : (run?.tip ?? ''),
    workers,
    proven,
    unproven,
    failed,
    escalated,
    blocked,
    skipped: workers - proven - unproven - failed - escalated - blocked,
    waived: run?.totals.waived ?? 0,
    firstTry: accepted.filter((worker) => worker.attempts.length === 1).length,
    costUsd: run?.totals.costUsd ?? null,
    durationMs: run === null ? 0 : run.activeMs + (run.activeSince === null ? 0 : now - run.activeSince),
  };
}
