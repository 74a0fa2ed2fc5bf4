import type { EvidenceRecord } from './evidence-record.ts';
import type { Failure } from './failure.ts';
import type { Instruction } from './instruction.ts';
import type { Lack } from './lack.ts';
import type { ProviderName } from './provider-name.ts';
import type { WorkerFacts } from './worker-facts.ts';

/** What happens to a worker outside its attempts. */
export type WorkerEvent =
  | WorkersAdded
  | WorkerRerouted
  | WorkerBlocked
  | WorkerUnblocked
  | WorkerLacking
  | WorkerKept
  | WorkerFailed
  | CheckWaived
  | EvidenceSealed
  | WorkerRetried
  | WorkerEscalated;

/** Workers join a run that is under way, such as the parts of one that was split. */
export interface WorkersAdded {
  readonly type: 'workers-added';
  readonly added: readonly AddedWorker[];
  /** The worker that they stand for, which is accepted when all of them are; null where they stand for none. */
  readonly inPlaceOf: string | null;
  /** In words, for a person. */
  readonly why: string;
}

/** A worker that no file of the phase names: its instruction is part of the state. */
export interface AddedWorker {
  readonly facts: WorkerFacts;
  readonly instruction: Instruction;
}

/** A worker's next attempts go to another provider. */
export interface WorkerRerouted {
  readonly type: 'worker-rerouted';
  readonly worker: string;
  readonly provider: ProviderName;
  readonly why: string;
}

/** Workers that it waits for wait for a person. */
export interface WorkerBlocked {
  readonly type: 'worker-blocked';
  readonly worker: string;
  readonly by: readonly string[];
}

/** What held the worker back is over. */
export interface WorkerUnblocked {
  readonly type: 'worker-unblocked';
  readonly worker: string;
}

/** The environment lacks what the worker's checks need. */
export interface WorkerLacking {
  readonly type: 'worker-lacking';
  readonly worker: string;
  readonly lacks: readonly Lack[];
}

/** A rework failed: the worker stays accepted with what it had. */
export interface WorkerKept {
  readonly type: 'worker-kept';
  readonly worker: string;
  readonly failure: Failure;
}

/** The worker is given up: no attempt can help. */
export interface WorkerFailed {
  readonly type: 'worker-failed';
  readonly worker: string;
  readonly failure: Failure;
}

/** A person left out one of the worker's checks, on the record. */
export interface CheckWaived {
  readonly type: 'check-waived';
  readonly worker: string;
  /** `Statement.index`, from 0. */
  readonly check: number;
  readonly reason: string;
  readonly by: string;
}

/** What the worker proved is written down and chained to the record before it. */
export interface EvidenceSealed {
  readonly type: 'evidence-sealed';
  readonly worker: string;
  readonly record: EvidenceRecord;
}

/** The worker is tried again, with new tries. */
export interface WorkerRetried {
  readonly type: 'worker-retried';
  readonly worker: string;
  readonly why: string;
}

/** The worker waits for a person. */
export interface WorkerEscalated {
  readonly type: 'worker-escalated';
  readonly worker: string;
  readonly failure: Failure;
}
