import type { EventBody } from '../domain/event.ts';
import { ok, unreachable } from '../domain/result.ts';
import type { RunOutcome } from '../domain/summary.ts';
import type { GateDesk, GateMode, GivenAnswer } from './gate-desk.ts';
import type { GateReport } from '../domain/gate-report.ts';
import { mergeRun } from './merge-run.ts';
import { review, type ReviewOptions } from './review.ts';

/** How a gate ends: the run is over, workers are sent back, or the engine stops. */
type GateEnd =
  | { readonly type: 'ended'; readonly outcome: RunOutcome }
  | { readonly type: 'rework'; readonly workers: readonly string[] }
  | { readonly type: 'stopped' };

interface GateOptions {
  readonly review: ReviewOptions;
  readonly mode: GateMode;
  readonly desk: GateDesk;
  /** An answer that was given before the engine started. */
  readonly early: GivenAnswer | null;
}

/** Runs one gate: the review, the answers to its report, and their effect. A merge that is obstructed asks again. */
export async function holdGate(options: GateOptions): Promise<GateEnd> {
  const { desk, mode } = options;
  const { parts, signal } = options.review;
  const { run } = parts.state;
  const open = run?.status.type === 'reviewing' ? run.gate : null;
  const report = open === null ? await review(options.review) : ok(open);
  if (!report.ok) return signal.aborted ? STOPPED : ended({ type: 'failed', why: report.error });
  // Nothing is awaited between here and the desk: a listener may answer as soon as it hears of the open gate.
  if (open === null) announce(report.value, parts.dispatch);
  let known = options.early ?? parts.state.run?.gateAnswer ?? null;
  for (;;) {
    const given = sentBackBefore(desk) ?? known ?? (await desk.next(report.value));
    known = null;
    if (given === null) return signal.aborted ? STOPPED : waiting('the gate waits for an answer');
    const { answer, by } = given;
    parts.dispatch({ type: 'gate-answered', answer, by });
    switch (answer.decision) {
      case 'reject':
        return ended(rejectPhase(by, parts.dispatch));
      case 'rework':
        return { type: 'rework', workers: answer.workers };
      case 'approve': {
        const merged = await mergeRun(options.review);
        if (merged.ok) return ended(merged.value);
        if (signal.aborted) return STOPPED;
        if (mode !== 'ask') return waiting(merged.error);
        break;
      }
      default:
        return unreachable(answer);
    }
  }
}

/** Ends the phase without a merge; its branch stays. */
export function rejectPhase(by: string, dispatch: (event: EventBody) => void): RunOutcome {
  const why = `rejected by ${by}`;
  dispatch({ type: 'stage-finished', stage: 'review', ok: false, detail: why });
  dispatch({ type: 'phase-rejected', why });
  return { type: 'rejected', why };
}

const STOPPED: GateEnd = { type: 'stopped' };
const ended = (outcome: RunOutcome): GateEnd => ({ type: 'ended', outcome });
const waiting = (why: string): GateEnd => ended({ type: 'waiting', at: 'gate', why });

function announce(report: GateReport, dispatch: (event: EventBody) => void): void {
  dispatch({ type: 'stage-started', stage: 'review', command: null });
  dispatch({ type: 'gate-opened', report });
}

/** Workers that were sent back before the gate waited take precedence over any answer. */
function sentBackBefore(desk: GateDesk): GivenAnswer | null {
  const workers = desk.takeSentBack();
  return workers.length === 0 ? null : { answer: { decision: 'rework', workers }, by: 'key' };
}
