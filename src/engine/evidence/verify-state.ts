import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workerOf, type Event } from '../domain/event.ts';
import { applyEvent, emptyState } from '../domain/reduce.ts';
import type { WorkerState } from '../domain/state.ts';
import { differences } from './differences.ts';
import type { EvidenceRecord, UnsealedRecord } from '../domain/evidence-record.ts';
import { describeWorker } from './seal.ts';

type Report = (worker: string, what: string) => void;

/** The fields of a record that follow from the worker's state alone; texts for people are left out. */
const OF_THE_STATE = [
  'worker_id',
  'status',
  'verdict',
  'deliverables_created',
  'test_results',
  'llm_provider',
  'checks',
  'waived',
  'attempts',
  'instruction_sha256',
  'commit',
] as const satisfies readonly (keyof UnsealedRecord)[];

/** Streams change these, and no journal holds streams; `lastEvent` is text for a row. */
const NOT_REPLAYED = new Set(['state.seq', 'state.lastEvent', 'state.status.progress']);

/** A saved state (null: none that can be read) and the last event that it holds. */
interface SavedState {
  readonly file: string;
  readonly state: unknown;
  readonly seq: number;
}

/** The saved states of a run's folder, by worker; that of the run itself under null. */
export type SavedStates = ReadonlyMap<string | null, SavedState>;

/** Reads the saved states that a report is made of. To be called before the journal is read, which is never older. */
export function readSavedStates(runDir: string): SavedStates {
  const states = new Map<string | null, SavedState>();
  const add = (worker: string | null, file: string): void => {
    const state = readState(join(runDir, file));
    if (state !== null) states.set(worker, { file, state, seq: seqOf(state) });
  };
  add(null, 'run.json');
  for (const worker of savedWorkers(runDir)) add(worker, `workers/${worker}.json`);
  return states;
}

/**
 * Replays the journal, and compares every sealed record with the state at its seal, and every saved state with the
 * state at its last event.
 */
export function verifyState(saved: SavedStates, journal: readonly Event[], report: Report): void {
  if (journal.length === 0) {
    if (saved.size > 0) report('run', 'journal.jsonl is missing: nothing shows that the saved state is true');
    return;
  }
  const state = emptyState();
  const told = new Map<string | null, unknown>();
  for (const event of journal) {
    if (event.type === 'evidence-sealed') checkSealed(state.workers.get(event.worker), event.record, report);
    applyEvent(state, event);
    const isIn = (worker: string | null): boolean => event.seq <= (saved.get(worker)?.seq ?? -1);
    if (isIn(null)) told.set(null, state.run);
    const worker = workerOf(event);
    // An event without a worker may still change one: `run-created` and `approval-answered` do.
    for (const id of worker === null ? state.workers.keys() : [worker])
      if (isIn(id)) told.set(id, state.workers.get(id));
  }
  for (const [worker, { file, state: found }] of saved) {
    const expected: unknown = JSON.parse(JSON.stringify(told.get(worker) ?? null));
    for (const field of differences(found, expected, 'state', NOT_REPLAYED))
      report(worker ?? 'run', `${file}: ${field} is not what the journal says`);
  }
}

/** The names of the workers that have a file. */
export function savedWorkers(runDir: string): readonly string[] {
  try {
    return readdirSync(join(runDir, 'workers'))
      .filter((name) => /^WORKER_\d+[a-z]*\.json$/.test(name))
      .map((name) => name.slice(0, -'.json'.length));
  } catch {
    return [];
  }
}

function checkSealed(worker: WorkerState | undefined, record: EvidenceRecord, report: Report): void {
  if (worker === undefined) return report(record.worker_id, 'has evidence and is no worker of the run');
  const hashes = new Map(record.checks.map(({ output }) => [output?.file, output?.sha256]));
  const described = describeWorker(worker, {
    canFail: new Set(record.checks.filter((check) => check.can_fail).map((check) => check.index)),
    now: Date.parse(record.timestamp),
    previous: record.previous_sha256,
    allowed: record.allowed,
    hashOutput: (file) => hashes.get(file) ?? 'missing',
  });
  const plain = JSON.parse(JSON.stringify(described)) as UnsealedRecord;
  for (const name of OF_THE_STATE)
    for (const field of differences(plain[name], record[name], name, new Set()))
      report(record.worker_id, `journal.jsonl: ${field} is not what was sealed`);
}

function readState(file: string): unknown {
  try {
    const saved = JSON.parse(readFileSync(file, 'utf8')) as { readonly state?: unknown } | null;
    return saved?.state ?? null;
  } catch {
    // A report skips files that a power cut damaged, too: the journal holds all of it.
    return null;
  }
}

/** The last event in a saved state; a state without a number counts as holding all events. */
function seqOf(state: unknown): number {
  const seq: unknown = typeof state === 'object' && state !== null && 'seq' in state ? state.seq : null;
  return typeof seq === 'number' ? seq : Infinity;
}
