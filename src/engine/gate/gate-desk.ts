import type { GateAnswer } from '../domain/command.ts';
import { unreachable } from '../domain/result.ts';
import { objections } from './decide.ts';
import type { GateReport } from '../domain/gate-report.ts';

/** Who decides at the gate: a person, the figures, or a later command. */
export type GateMode = 'ask' | 'auto' | 'stop';

/** A decision, and who made it. */
export interface GivenAnswer {
  readonly answer: GateAnswer;
  readonly by: string;
}

/** Collects answers to the gate, whenever they come, until the gate takes them. */
export interface GateDesk {
  /** Answers the gate that waits; ignored when none does. */
  answer(given: GivenAnswer): void;
  /** Sends a worker back: as the answer to a gate that waits, otherwise kept for the next one. */
  sendBack(worker: string, by: string): void;
  /** Returns the workers that were kept, and forgets them. */
  takeSentBack(): readonly string[];
  /** The next answer to this report; null when none comes, or the engine stops. */
  next(report: GateReport): Promise<GivenAnswer | null>;
}

interface DeskOptions {
  readonly mode: GateMode;
  /** Whether only proven workers count where the figures decide. */
  readonly requireProof: boolean;
  /** Aborts when the engine stops. */
  readonly signal: AbortSignal;
}

export function createGateDesk({ mode, requireProof, signal }: DeskOptions): GateDesk {
  const sentBack: string[] = [];
  let waiting: ((given: GivenAnswer | null) => void) | null = null;

  const answer = (given: GivenAnswer | null): void => {
    const tell = waiting;
    waiting = null;
    tell?.(given);
  };
  signal.addEventListener('abort', () => answer(null), { once: true });

  return {
    answer,
    sendBack(worker, by) {
      if (waiting === null) sentBack.push(worker);
      else answer({ answer: { decision: 'rework', workers: [worker] }, by });
    },
    takeSentBack: () => sentBack.splice(0),
    async next(report) {
      switch (mode) {
        case 'stop':
          return null;
        case 'auto':
          return decideByFigures(report, requireProof);
        case 'ask':
          if (signal.aborted) return null;
          return new Promise((resolve) => {
            waiting = resolve;
          });
        default:
          return unreachable(mode);
      }
    },
  };
}

function decideByFigures(report: GateReport, requireProof: boolean): GivenAnswer {
  const found = objections(report, requireProof);
  return found.length === 0
    ? { answer: { decision: 'approve' }, by: 'auto' }
    : { answer: { decision: 'reject' }, by: `auto: ${found.join('; ')}` };
}
