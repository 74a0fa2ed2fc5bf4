import type { RunState } from '../engine/domain/state.ts';
import type { RunFinished } from '../engine/domain/summary.ts';
import type { Ended } from './exit.ts';
import { printJson } from './print.ts';

/** What is known of a run where it did not come to a result of its own. */
export type KnownRun = Pick<RunState, 'run' | 'phase' | 'branch' | 'tip' | 'order'>;

/**
 * `--json` ends with a summary on every exit, also when nothing ran: the outcome is `failed`, or `waiting` with status
 * 3, and all workers that are known count as skipped.
 */
export function finishJson(
  options: { readonly json: boolean },
  end: Ended,
  known: KnownRun | null = null,
): Ended {
  if (!options.json) return end;
  const summary: RunFinished = {
    type: 'run-finished',
    run: known?.run ?? '',
    phase: known?.phase ?? '',
    outcome: end.status === 3 ? 'waiting' : end.status > 128 ? 'stopped' : 'failed',
    exit: end.status,
    branch: known?.branch ?? '',
    commit: known?.tip ?? '',
    workers: known?.order.length ?? 0,
    proven: 0,
    unproven: 0,
    failed: 0,
    escalated: 0,
    blocked: 0,
    skipped: known?.order.length ?? 0,
    waived: 0,
    firstTry: 0,
    costUsd: null,
    durationMs: 0,
  };
  printJson(summary);
  return end;
}
