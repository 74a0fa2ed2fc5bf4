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
  /** The worker that they replace, which is accepted when all of them are; null where they replace none. */
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

/** The worker depends on workers that wait for a person. */
export interface WorkerBlocked {
  readonly type: 'worker-blocked';
  readonly worker: string;
  readonly by: readonly string[];
}

/** Nothing blocks the worker any more. */
export interface WorkerUnblocked {
  readonly type: 'worker-unblocked';
  readonly worker: string;
}

/** Dependencies that the worker's checks need are missing. */
export interface WorkerLacking {
  readonly type: 'worker-lacking';
  readonly worker: string;
  readonly lacks: readonly Lack[];
}

/** A rework failed: the worker stays accepted with its earlier work. */
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

/** The worker goes back into the queue, with new retries. */
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
