import { join } from 'node:path';
import { applyEvent, type State } from '../engine/domain/reduce.ts';
import { err, ok, type Result } from '../engine/domain/result.ts';
import type { RunState, WorkerState } from '../engine/domain/state.ts';
import { restore } from '../engine/store/restore.ts';
import { runHolder } from '../engine/store/run-lock.ts';
import { workerFacts } from '../engine/run/worker-facts.ts';
import { prepareSavedRun } from './prepare-run.ts';
import { findRepo, stateFolder } from './repo.ts';
import { findRun, loadRun, type SavedRun } from './saved-run.ts';

/** The flags that name the folder of all runs, or the repo that it belongs to. */
export interface LookupFlags {
  readonly state?: string | undefined;
  readonly repo?: string | undefined;
}

/** A run as its folder holds it at this moment. Read only: an engine may be at work on it. */
export interface OpenedRun {
  readonly run: string;
  readonly runDir: string;
  readonly saved: SavedRun;
  readonly state: State;
  readonly record: RunState;
  /** In the order of their numbers. */
  readonly workers: readonly WorkerState[];
  /** Bytes of the journal that went into the state: what comes after is new. */
  readonly journalLength: number;
  /** The process id of the engine at work on it, or null. */
  readonly engine: number | null;
}

/** The folder of all runs, from the flags or the repo of the current folder. */
export async function locateState(flags: LookupFlags): Promise<Result<string, string>> {
  if (flags.state !== undefined) return ok(await stateFolder('', flags.state));
  const repo = await findRepo(flags.repo ?? '.');
  if (!repo.ok) return err(`${repo.error}; or name the folder of all runs with --state`);
  return ok(await stateFolder(repo.value, undefined));
}

/** The folder of a run: by name below `--state`, or the latest. */
export async function locateRun(
  run: string | undefined,
  flags: LookupFlags,
): Promise<Result<{ runDir: string; run: string; stateDir: string }, string>> {
  const stateDir = await locateState(flags);
  if (!stateDir.ok) return stateDir;
  const found = findRun(stateDir.value, run);
  return found.ok
    ? ok({ runDir: join(stateDir.value, found.value), run: found.value, stateDir: stateDir.value })
    : found;
}

/** Finds and reads a run; fails with a line that says what to do. */
export async function openSaved(
  run: string | undefined,
  flags: LookupFlags,
): Promise<Result<OpenedRun, string>> {
  const located = await locateRun(run, flags);
  return located.ok ? openRunDir(located.value.run, located.value.runDir) : located;
}

/** Reads a run from its folder. One that has not begun has all its workers waiting. */
export async function openRunDir(run: string, runDir: string): Promise<Result<OpenedRun, string>> {
  const saved = loadRun(runDir);
  if (!saved.ok) return saved;
  // The lock is checked first: an engine that ends meanwhile has then written all its files.
  const engine = runHolder(runDir);
  const { state, journalLength } = await restore(runDir);
  if (state.run === null) {
    const begun = await beginInMemory(state, runDir);
    if (!begun.ok) return begun;
  }
  const record = state.run;
  if (record === null) return err(`${runDir} holds no run`);
  const workers = record.order.flatMap((id) => state.workers.get(id) ?? []);
  return ok({ run, runDir, saved: saved.value, state, record, workers, journalLength, engine });
}

/** Applies the event that an engine will record first. */
async function beginInMemory(state: State, runDir: string): Promise<Result<void, string>> {
  const prepared = await prepareSavedRun(runDir, {});
  if (!prepared.ok) return prepared;
  const { saved, instructions, plan } = prepared.value;
  applyEvent(state, {
    type: 'run-created',
    seq: 0,
    at: saved.createdAt,
    run: saved.run,
    phase: saved.phase.name,
    title: saved.phase.title,
    base: saved.start.commit,
    baseBranch: saved.start.branch,
    branch: `wingman/${saved.run}`,
    workers: instructions.map((instruction) => workerFacts(instruction, plan, saved.settings)),
  });
  return ok(undefined);
}
