import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createApprovalDesk } from '../approval/desk.ts';
import { createBeforeCache } from '../verification/before.ts';
import { indexDeliverables } from '../plan/concerned.ts';
import { beginRun } from './begin-run.ts';
import { findVirtualEnv } from '../environment/virtual-env.ts';
import { createResultCache } from '../verification/result-cache.ts';
import { startReaper } from '../runner/reaper.ts';
import { sleep, type Clock } from '../domain/clock.ts';
import type { Settings } from '../settings/settings.ts';
import { workerOf, type Event } from '../domain/event.ts';
import type { ReviewOptions } from '../gate/review.ts';
import type { Instruction } from '../domain/instruction.ts';
import type { PhaseConfig } from '../instructions/phase-config.ts';
import type { Plan } from '../domain/plan.ts';
import { providedModules } from '../environment/provided.ts';
import { repoFiles } from '../environment/repo-files.ts';
import { DEFAULT_PROVIDER, type ProviderName } from '../domain/provider-name.ts';
import type { State } from '../domain/reduce.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { ReadyProvider, RunContext } from './run-context.ts';
import { endLeftBehind, runEnvironment, setUpCommand } from '../environment/run-environment.ts';
import { isStuck, type RunState, type WorkerStatus } from '../domain/state.ts';
import { openJournal } from '../store/journal.ts';
import type { LogBuffer } from '../store/log-buffer.ts';
import { createRecorder } from '../store/recorder.ts';
import { restore } from '../store/restore.ts';
import { lockRun } from '../store/run-lock.ts';
import { openSnapshot } from '../store/snapshot.ts';
import { landCandidate } from '../workspace/land.ts';
import { createMergeQueue } from '../verification/merge-queue.ts';
import { openCheckout } from '../workspace/open-checkout.ts';
import { removeTree } from '../workspace/remove-tree.ts';
import { openWorktreePool } from '../workspace/worktrees.ts';

export interface OpenRunOptions {
  readonly run: string;
  readonly runDir: string;
  /** The user's checkout: absolute path of its top level. */
  readonly repo: string;
  /** Where worktrees and clones of this run go: outside any checkout. */
  readonly workDir: string;
  readonly phase: { readonly name: string; readonly title: string; readonly config: PhaseConfig };
  /** The commit and branch that a new run starts from. */
  readonly start: { readonly commit: string; readonly branch: string };
  readonly instructions: readonly Instruction[];
  readonly plan: Plan;
  readonly settings: Settings;
  readonly providers: ReadonlyMap<ProviderName, ReadyProvider>;
  readonly secrets: readonly string[];
  readonly caseInsensitive: boolean;
  /** Cores of the machine: how many worktrees are checked at once where the settings do not say. */
  readonly cores: number;
  readonly clock: Clock;
  /** What checks inherit; the environment of this process unless told. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly onEvent: (event: Event, worker: string | null) => void;
}

/** A run with all that belongs to it: what the engine works with, and the way to end it. */
export interface OpenRun {
  readonly context: RunContext;
  readonly plan: Plan;
  readonly logs: LogBuffer;
  readonly stop: AbortController;
  /** How this run's work is reviewed at the gate. */
  readonly review: ReviewOptions;
  runState(): RunState;
  acceptedWorkers(): ReadonlySet<string>;
  /** Workers that wait for a person. */
  stuckWorkers(): ReadonlySet<string>;
  instructionOf(worker: string): Pick<Instruction, 'route'>;
  close(): Promise<void>;
}

/** For checks that are being ended to end. */
const SETTLE_LIMIT_MS = 10_000;

/** Takes a run over: lock, saved state, branch, worktrees. What an engine before this one left behind is cleared. */
export async function openRunContext(options: OpenRunOptions): Promise<Result<OpenRun, string>> {
  const { runDir, settings, clock, run } = options;
  mkdirSync(runDir, { recursive: true });
  const lock = lockRun(runDir);
  if (!lock.ok)
    return err(`run ${run} is at work in process ${lock.error.pid}: watch it with "wingman status ${run}"`);
  endLeftBehind(runDir);
  const restored = await restore(runDir);
  const { state } = restored;
  const checkout = await openCheckout(options.repo, settings.link, {
    name: `wingman/${run}`,
    start: options.start.commit,
    recorded: state.run?.tip ?? null,
    landings: [...restored.landings.values()].map((landing) => landing.commit),
  });
  if (!checkout.ok) {
    lock.value();
    return checkout;
  }
  const { repo, identity, branch, links } = checkout.value;

  const reaper = startReaper();
  const journal = openJournal(join(runDir, 'journal.jsonl'), restored.journalLength);
  const snapshot = openSnapshot(runDir, state, clock);
  const recorder = createRecorder({
    runDir,
    state,
    clock,
    journal,
    snapshot,
    lastSeq: restored.lastSeq,
    secrets: options.secrets,
    listener: (event) => options.onEvent(event, workerOf(event)),
  });
  const dispatch = recorder.record;
  const stop = new AbortController();
  const environmentOf = runEnvironment(options);
  const setUp = setUpCommand({
    run,
    command: settings.setup ?? options.phase.config.setup,
    environmentOf,
    limitMs: settings.timeout,
    clock,
    reaper,
    signal: stop.signal,
  });
  const slots = settings.checksAtOnce ?? Math.max(1, options.cores);
  const pool = await openWorktreePool({
    repo,
    dir: join(options.workDir, 'worktrees'),
    max: slots + 2,
    links,
    identity,
    setUp,
  });

  beginRun(options, restored, branch, dispatch);
  const context: RunContext = {
    run,
    runDir,
    phaseTitle: options.phase.title,
    settings,
    clock,
    reaper,
    repo,
    pool,
    queue: createMergeQueue({
      slots,
      clock,
      tip: () => state.run?.tip ?? '',
      land: (landing) => landCandidate({ repo, branch: branch.name, dispatch }, landing),
    }),
    desk: createApprovalDesk({ run, runDir, clock, dispatch, asked: restored.asked }),
    instructions: new Map(options.instructions.map((instruction) => [instruction.id, instruction])),
    deliverables: indexDeliverables(options.instructions, options.caseInsensitive),
    before: createBeforeCache(slots),
    results: createResultCache(),
    provides: (module) =>
      providedModules(options.instructions, [module], repoFiles(options.repo)).has(module),
    providers: options.providers,
    prices: settings.prices,
    caseInsensitive: options.caseInsensitive,
    python: findVirtualEnv(options.repo, settings.venv ?? null)?.python ?? settings.python ?? 'python3',
    environmentOf,
    secrets: options.secrets,
    state,
    dispatch,
  };
  const { workDir, phase } = options;
  return ok({
    context,
    plan: options.plan,
    logs: recorder.logs,
    stop,
    review: { context, config: phase.config, workDir, links, setUp, clones: slots, signal: stop.signal },
    runState: () => {
      if (state.run === null) throw new Error('a run has a state from its first event on');
      return state.run;
    },
    acceptedWorkers: () => workersWhere(state, (status) => status.state === 'accepted'),
    stuckWorkers: () => workersWhere(state, isStuck),
    instructionOf: (worker) => context.instructions.get(worker) ?? { route: DEFAULT_PROVIDER },
    async close() {
      // What still holds a worktree is being ended; a worktree that appears after the clearing would stay for ever.
      const enough = new AbortController();
      await Promise.race([pool.settled(), sleep(clock, SETTLE_LIMIT_MS, enough.signal)]);
      enough.abort();
      await pool.close();
      await removeTree(workDir);
      reaper.close();
      await snapshot.close();
      journal.close();
      lock.value();
    },
  });
}

function workersWhere(state: State, test: (status: WorkerStatus) => boolean): ReadonlySet<string> {
  const found = [...state.workers.values()].filter((worker) => test(worker.status));
  return new Set(found.map((worker) => worker.facts.id));
}
