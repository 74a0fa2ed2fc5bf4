import { providedModules } from '../environment/provided.ts';
import { repoFiles } from '../environment/repo-files.ts';
import { findVirtualEnv } from '../environment/virtual-env.ts';
import type { SetUp } from '../environment/run-environment.ts';
import type { ApprovalDesk } from '../approval/desk.ts';
import type { EventBody } from '../domain/event.ts';
import type { Instruction } from '../domain/instruction.ts';
import { DEFAULT_PROVIDER, type ProviderName } from '../domain/provider-name.ts';
import type { State } from '../domain/reduce.ts';
import type { ReviewOptions } from '../gate/review.ts';
import { mitigate } from '../mitigation/ladder.ts';
import type { DeliverableIndex } from '../plan/concerned.ts';
import { openParsers } from '../producer/judge/syntax/parsers.ts';
import { createProducer } from '../producer/produce.ts';
import { openModelTables } from '../provider/model-tables.ts';
import { wantedProvider } from '../provider/routing.ts';
import type { Runner } from '../runner/runner.ts';
import { createBeforeCache } from '../verification/before.ts';
import { openInertCheck } from '../verification/inert-module.ts';
import { createMergeQueue } from '../verification/merge-queue.ts';
import { createResultCache } from '../verification/result-cache.ts';
import type { CheckParts } from '../verification/run-checks.ts';
import { createVerifier } from '../verification/verify.ts';
import type { Repo } from '../workspace/repo.ts';
import { landCandidate } from '../workspace/land.ts';
import type { Link } from '../workspace/links.ts';
import type { WorktreePool } from '../workspace/worktrees.ts';
import type { EnvironmentParts } from './block-lacking.ts';
import type { OpenRunOptions } from './open-run-options.ts';
import type { WorkforceParts } from './workforce.ts';

/** The stages of a run, each made of what it uses and nothing else. */
export interface Stages {
  readonly instructionOf: (worker: string) => Instruction | undefined;
  /** What the machine is looked at with. */
  readonly environment: EnvironmentParts;
  /** What workers are run with, but for whose turn it is. */
  readonly work: Omit<WorkforceParts, 'scheduler' | 'sealer'>;
  /** How the work is reviewed at the gate. */
  readonly review: ReviewOptions;
}

/** The handles that stages share. */
export interface Handles {
  readonly runner: Runner;
  readonly repo: Repo;
  readonly pool: WorktreePool;
  readonly links: readonly Link[];
  readonly setUp: SetUp;
  readonly deliverables: DeliverableIndex;
  readonly environmentOf: (root: string) => Readonly<Record<string, string>>;
  /** Sets of checks that run at once. */
  readonly slots: number;
  readonly desk: ApprovalDesk;
  readonly state: State;
  readonly dispatch: (event: EventBody) => void;
  /** The run's own branch. */
  readonly branch: string;
  readonly signal: AbortSignal;
}

export function createStages(options: OpenRunOptions, handles: Handles): Stages {
  const { run, runDir, settings, clock, secrets } = options;
  const { runner, repo, pool, deliverables, environmentOf, slots, desk, state, dispatch, signal } = handles;
  const loaded = new Map(options.instructions.map((instruction) => [instruction.id, instruction]));
  const instructionOf = (worker: string): Instruction | undefined =>
    state.workers.get(worker)?.instruction ?? loaded.get(worker);
  const provides = (module: string): boolean =>
    providedModules(options.instructions, [module], repoFiles(options.repo)).has(module);
  const python = findVirtualEnv(options.repo, settings.venv ?? null)?.python ?? settings.python ?? 'python3';
  // They are closed with the run's runner.
  const parsers = openParsers(runner, { python, clock });
  const isInert = openInertCheck(runner, python, clock, environmentOf);
  const checks: CheckParts = { runner, clock, runDir, environmentOf, secrets };
  const before = createBeforeCache({ ...checks, pool, slots, limitMs: settings.timeout, provides });
  const queue = createMergeQueue({
    slots,
    clock,
    tip: () => state.run?.tip ?? '',
    land: (landing) => landCandidate({ repo, branch: handles.branch, dispatch }, landing),
  });
  const produce = createProducer({
    phaseTitle: options.phase.title,
    repo,
    pool,
    clock,
    settings,
    prices: settings.prices,
    caseInsensitive: options.caseInsensitive,
    tables: openModelTables(runner, clock),
    parsers,
  });
  const results = createResultCache();
  const verify = createVerifier({
    ...checks,
    ...{ run, repo, pool, before, results, deliverables, provides, python, isInert, settings },
  });
  const routeOf = (worker: string): ProviderName =>
    wantedProvider({
      asked: instructionOf(worker)?.route ?? DEFAULT_PROVIDER,
      setting: settings.provider,
      override: state.workers.get(worker)?.override ?? null,
    });
  return {
    instructionOf,
    environment: { state, dispatch, runner, pool, instructionOf, environmentOf, python },
    work: {
      ...{ state, dispatch, clock, settings, instructionOf, deliverables },
      ...{ produce, before, verify, queue, desk, routeOf, signal },
      providers: options.providers,
      mitigate: options.mitigate ?? mitigate,
    },
    review: {
      parts: { ...checks, state, dispatch, repo, pool, desk, instructionOf, settings },
      config: options.phase.config,
      workDir: options.workDir,
      links: handles.links,
      setUp: handles.setUp,
      clones: slots,
      signal,
    },
  };
}
