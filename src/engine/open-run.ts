import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createApprovalDesk } from './approval/desk.ts';
import { createBeforeCache } from './attempt/before.ts';
import { indexDeliverables } from './attempt/concerned.ts';
import { findEditableFolders } from './checks/editable.ts';
import { findVirtualEnv, makeEnvironment } from './checks/environment.ts';
import { GROUP_MARK, runGroup } from './checks/process.ts';
import { createResultCache } from './checks/result-cache.ts';
import { startReaper } from './checks/reaper.ts';
import { findMarked, killQuietly } from './checks/leftovers.ts';
import { sleep, type Clock } from './clock.ts';
import type { Settings } from './config.ts';
import { workerOf, type Event } from './event.ts';
import type { ReviewOptions } from './gate/review.ts';
import type { Instruction } from './instructions/instruction.ts';
import type { PhaseConfig } from './instructions/phase-config.ts';
import type { Plan } from './plan/plan.ts';
import { providedModules } from './preflight/provided.ts';
import { repoFiles } from './preflight/repo-files.ts';
import type { ProviderName } from './provider/provider.ts';
import { err, ok, type Result } from './result.ts';
import type { ReadyProvider, RunContext } from './run-context.ts';
import type { State } from './reduce.ts';
import { isStuck, type RunState, type WorkerStatus } from './state.ts';
import { openJournal } from './store/journal.ts';
import type { LogBuffer } from './store/log-buffer.ts';
import { createRecorder } from './store/recorder.ts';
import { restore, settle, type Restored } from './store/restore.ts';
import { lockRun } from './store/run-lock.ts';
import { openSnapshot } from './store/snapshot.ts';
import { landCandidate } from './workspace/land.ts';
import { openGit, WINGMAN_IDENTITY, type Git, type GitError } from './workspace/git.ts';
import { findLinks } from './workspace/links.ts';
import { createMergeQueue } from './workspace/merge-queue.ts';
import { openWorktreePool } from './workspace/worktrees.ts';
import { workerFacts } from './worker-facts.ts';

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
  readonly reviewOptions: Omit<ReviewOptions, 'context' | 'signal'>;
  runState(): RunState;
  acceptedWorkers(): ReadonlySet<string>;
  /** Workers that wait for a person. */
  stuckWorkers(): ReadonlySet<string>;
  instructionOf(worker: string): Pick<Instruction, 'route'>;
  close(): Promise<void>;
}

/** Marks every process of a run, so that a restart finds what a killed engine left. */
const RUN_MARK = 'WINGMAN_RUN';

/** For checks that are being ended to end. */
const SETTLE_LIMIT_MS = 10_000;

/** Two runs of one name in two state folders are two runs. */
function markOf(runDir: string): string {
  return createHash('sha256').update(resolve(runDir)).digest('hex').slice(0, 16);
}

/** Takes a run over: lock, saved state, branch, worktrees. What an engine before this one left behind is cleared. */
export async function openRunContext(options: OpenRunOptions): Promise<Result<OpenRun, string>> {
  const { runDir, settings, clock, run } = options;
  mkdirSync(runDir, { recursive: true });
  const lock = lockRun(runDir);
  if (!lock.ok)
    return err(`run ${run} is at work in process ${lock.error.pid}: watch it with "wingman status ${run}"`);
  for (const left of findMarked(`${RUN_MARK}=${markOf(runDir)}`)) killQuietly(left.pid, 'SIGKILL');
  const restored = await restore(runDir);
  const identity = await identityOf(options.repo);
  const repo = openGit(options.repo, identity);
  const branch = `wingman/${run}`;
  const tip = await prepareBranch(repo, branch, restored, options.start.commit);
  const links = tip.ok ? await findLinks(repo, options.repo, settings.link) : tip;
  if (!tip.ok || !links.ok) {
    lock.value();
    return err(!tip.ok ? tip.error.message : !links.ok ? links.error.message : '');
  }

  const reaper = startReaper();
  const journal = openJournal(join(runDir, 'journal.jsonl'), restored.journalLength);
  const snapshot = openSnapshot(runDir, restored.state, clock);
  const recorder = createRecorder({
    runDir,
    state: restored.state,
    clock,
    journal,
    snapshot,
    lastSeq: restored.lastSeq,
    secrets: options.secrets,
    listener: (event) => options.onEvent(event, workerOf(event)),
  });
  const dispatch = recorder.record;
  const environmentOf = environments(options);
  const stop = new AbortController();
  const setUp = setUpCommand(options, environmentOf, reaper, stop.signal);
  const slots = settings.checksAtOnce ?? Math.max(1, options.cores);
  const pool = await openWorktreePool({
    repo,
    dir: join(options.workDir, 'worktrees'),
    max: slots + 2,
    links: links.value,
    identity,
    setUp,
  });

  beginRun(options, restored, branch, tip.value, dispatch);
  const state = restored.state;
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
      land: (landing) => landCandidate({ repo, branch, dispatch }, landing),
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
  return ok({
    context,
    plan: options.plan,
    logs: recorder.logs,
    stop,
    reviewOptions: {
      config: options.phase.config,
      workDir: options.workDir,
      links: links.value,
      setUp,
      clones: slots,
    },
    runState: () => {
      if (state.run === null) throw new Error('a run has a state from its first event on');
      return state.run;
    },
    acceptedWorkers: () => new Set(workersWhere(state, (status) => status.state === 'accepted')),
    stuckWorkers: () => new Set(workersWhere(state, isStuck)),
    instructionOf: (worker) => context.instructions.get(worker) ?? { route: 'openai' },
    async close() {
      // What still holds a worktree is being ended; a worktree that appears after the clearing would stay for ever.
      const enough = new AbortController();
      await Promise.race([pool.settled(), sleep(clock, SETTLE_LIMIT_MS, enough.signal)]);
      enough.abort();
      await pool.close();
      await rm(options.workDir, { recursive: true, force: true });
      reaper.close();
      await snapshot.close();
      journal.close();
      lock.value();
    },
  });
}

function workersWhere(state: State, test: (status: WorkerStatus) => boolean): readonly string[] {
  return [...state.workers.values()].filter((worker) => test(worker.status)).map((worker) => worker.facts.id);
}

/** The user's own identity where there is one. */
async function identityOf(repo: string): Promise<readonly string[]> {
  const git = openGit(repo);
  const isKnown = async (part: 'name' | 'email'): Promise<boolean> => {
    const found = await git.run(['config', '--get', `user.${part}`]);
    return found.ok && found.value.trim() !== '';
  };
  return (await isKnown('name')) && (await isKnown('email')) ? [] : WINGMAN_IDENTITY;
}

/** The branch as it is, or made at the start of a new run. */
async function prepareBranch(
  repo: Git,
  branch: string,
  restored: Restored,
  start: string,
): Promise<Result<string, GitError>> {
  const ref = `refs/heads/${branch}`;
  const found = await repo.run(['rev-parse', '--verify', '--quiet', ref]);
  const there = found.ok ? found.value.trim() : '';
  const landings = [...restored.landings.values()].map((landing) => landing.commit);
  const known = restored.state.run?.tip;
  if (there !== '' && known !== undefined && there !== known && !landings.includes(there)) {
    const message = `${branch} was moved to ${there.slice(0, 10)} since the run stopped at ${known.slice(0, 10)}; its verdicts are about the latter: git branch -f ${branch} ${known} puts it back`;
    return err({ args: [], message });
  }
  if (there !== '') return ok(there);
  const tip = restored.state.run?.tip ?? start;
  const made = await repo.run(['update-ref', ref, tip, '']);
  return made.ok ? ok(tip) : made;
}

/** Records a new run, or how what was under way has ended. */
function beginRun(
  options: OpenRunOptions,
  restored: Restored,
  branch: string,
  branchTip: string,
  dispatch: RunContext['dispatch'],
): void {
  const isResumed = restored.state.run !== null;
  if (!isResumed) {
    dispatch({
      type: 'run-created',
      run: options.run,
      phase: options.phase.name,
      title: options.phase.title,
      base: options.start.commit,
      baseBranch: options.start.branch,
      branch,
      workers: options.instructions.map((instruction) =>
        workerFacts(instruction, options.plan, options.settings),
      ),
    });
  }
  for (const { worker, check, reason } of options.settings.waive) {
    const record = restored.state.workers.get(worker);
    if (record === undefined || record.waived.some((waiver) => waiver.check === check - 1)) continue;
    dispatch({ type: 'check-waived', worker, check: check - 1, reason, by: 'settings' });
  }
  const wasReviewing = restored.state.run?.status.type === 'reviewing';
  for (const event of settle(restored, branchTip)) dispatch(event);
  if (!wasReviewing) dispatch({ type: 'run-started', resumed: isResumed, pid: process.pid });
}

function environments(options: OpenRunOptions): RunContext['environmentOf'] {
  const venv = findVirtualEnv(options.repo, options.settings.venv ?? null);
  const base = options.environment ?? process.env;
  const editable = venv === null ? [] : findEditableFolders(options.repo, venv);
  return (root) =>
    makeEnvironment({
      base,
      venv,
      python: options.settings.python ?? null,
      pythonPath: editable.map((folder) => join(root, folder)),
      secrets: options.secrets,
      mark: { [RUN_MARK]: markOf(options.runDir) },
    });
}

function setUpCommand(
  options: OpenRunOptions,
  environmentOf: RunContext['environmentOf'],
  reaper: RunContext['reaper'],
  signal: AbortSignal,
): ((root: string) => Promise<Result<void, GitError>>) | null {
  const command = options.settings.setup ?? options.phase.config.setup;
  if (command === undefined) return null;
  return async (root) => {
    const output: Buffer[] = [];
    const run = await runGroup({
      file: 'bash',
      args: ['-c', command],
      cwd: root,
      env: { ...environmentOf(root), [GROUP_MARK]: `${options.run}-setup` },
      script: null,
      limitMs: options.settings.timeout,
      signal,
      clock: options.clock,
      reaper,
      onOutput: (bytes) => output.push(bytes),
    });
    if (run.ended === 'exit' && run.exitCode === 0) return ok(undefined);
    const tail = Buffer.concat(output).toString('utf8').trim().slice(-2_000);
    return err({
      args: [command],
      message: `setup failed (${run.ended}, status ${run.exitCode ?? 'none'}): ${command}\n${tail}`,
    });
  };
}
