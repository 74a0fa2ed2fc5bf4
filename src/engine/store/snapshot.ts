import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Low } from 'lowdb';
import { JSONFile } from 'lowdb/node';
import type { Clock } from '../domain/clock.ts';
import type { State } from '../domain/reduce.ts';
import type { RunState, WorkerState } from '../domain/state.ts';

/** The format of the files; a reader refuses a newer one. */
const SNAPSHOT_VERSION = 1;

interface Saved<T> {
  readonly version: number;
  readonly state: T | null;
}

/** Writes the state to files that a person can read: one for the run, one for each worker. */
export interface Snapshot {
  /** Notes that a worker (null: the run) changed; it is written within a quarter of a second. */
  touch(worker: string | null): void;
  /** Writes what is left and stops. */
  close(): Promise<void>;
}

const DELAY_MS = 250;

export function openSnapshot(dir: string, state: State, clock: Clock): Snapshot {
  mkdirSync(join(dir, 'workers'), { recursive: true });
  const stores = new Map<string | null, Low<Saved<unknown>>>();
  const dirty = new Set<string | null>();
  let cancel: (() => void) | null = null;
  let writing: Promise<void> = Promise.resolve();

  const storeOf = (worker: string | null): Low<Saved<unknown>> => {
    const known = stores.get(worker);
    if (known !== undefined) return known;
    const file = worker === null ? join(dir, 'run.json') : join(dir, 'workers', `${worker}.json`);
    const store = new Low<Saved<unknown>>(new JSONFile(file), { version: SNAPSHOT_VERSION, state: null });
    stores.set(worker, store);
    return store;
  };
  const flush = async (): Promise<void> => {
    const batch = [...dirty];
    dirty.clear();
    for (const worker of batch) {
      const store = storeOf(worker);
      const record = worker === null ? null : (state.workers.get(worker) ?? null);
      // A worker's evidence stands in the file itself, in the fields of TEST_RESULTS_FORMAT.
      store.data = {
        ...record?.evidence,
        version: SNAPSHOT_VERSION,
        state: worker === null ? state.run : record,
      };
      await store.write();
    }
  };
  return {
    touch(worker) {
      dirty.add(worker);
      cancel ??= clock.after(DELAY_MS, () => {
        cancel = null;
        writing = writing.then(flush);
      });
    },
    async close() {
      cancel?.();
      cancel = null;
      writing = writing.then(flush);
      await writing;
    },
  };
}

/**
 * Loads the snapshot into `state`. Files that are missing, or that a power cut left unreadable, are skipped: the
 * journal holds all of it.
 */
export async function loadSnapshot(dir: string, state: State): Promise<void> {
  try {
    await loadFiles(dir, state);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    state.run = null;
    state.workers.clear();
  }
}

async function loadFiles(dir: string, state: State): Promise<void> {
  const run = await load<RunState>(join(dir, 'run.json'));
  if (run !== null) state.run = run;
  for (const file of list(join(dir, 'workers'))) {
    const worker = await load<WorkerState>(join(dir, 'workers', file));
    if (worker !== null) state.workers.set(worker.facts.id, worker);
  }
}

async function load<T>(file: string): Promise<T | null> {
  const store = new Low<Saved<T>>(new JSONFile(file), { version: SNAPSHOT_VERSION, state: null });
  await store.read();
  if (store.data.version > SNAPSHOT_VERSION) {
    throw new Error(`${file} was written by a newer Wingman (format ${store.data.version}): use that one`);
  }
  const saved: unknown = store.data.state;
  if (saved === undefined) throw new SyntaxError(`${file} holds no state`);
  return store.data.state;
}

function list(dir: string): readonly string[] {
  try {
    return readdirSync(dir).filter((name) => /^WORKER_\d+[a-z]*\.json$/.test(name));
  } catch {
    return [];
  }
}
