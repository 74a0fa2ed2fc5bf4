import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AttemptEvent } from '../../src/engine/domain/attempt-event.ts';
import type { AttemptIo } from '../../src/engine/domain/attempt-io.ts';
import type { CheckResult } from '../../src/engine/domain/check-result.ts';
import { systemClock } from '../../src/engine/domain/clock.ts';
import type { Failure } from '../../src/engine/domain/failure.ts';
import type { Instruction } from '../../src/engine/domain/instruction.ts';
import type { Result } from '../../src/engine/domain/result.ts';
import { providedModules } from '../../src/engine/environment/provided.ts';
import { repoFiles } from '../../src/engine/environment/repo-files.ts';
import { runEnvironment, type SetUp } from '../../src/engine/environment/run-environment.ts';
import { parseInstruction } from '../../src/engine/instructions/parse.ts';
import { indexDeliverables } from '../../src/engine/plan/concerned.ts';
import { startLimits } from '../../src/engine/run/limits.ts';
import { createBeforeCache, type BeforeParts } from '../../src/engine/verification/before.ts';
import { openInertCheck } from '../../src/engine/verification/inert-module.ts';
import { createResultCache } from '../../src/engine/verification/result-cache.ts';
import type { WorkerChecks } from '../../src/engine/verification/run-checks.ts';
import type { VerifierParts } from '../../src/engine/verification/verifier-parts.ts';
import type { VerifyRequest } from '../../src/engine/verification/verify-request.ts';
import { commitPaths, type Candidate } from '../../src/engine/workspace/candidate.ts';
import { WINGMAN_IDENTITY } from '../../src/engine/workspace/git.ts';
import type { Repo } from '../../src/engine/workspace/repo.ts';
import { openRepo } from '../../src/engine/workspace/runner-git.ts';
import { openWorktreePool, type WorktreePool } from '../../src/engine/workspace/worktrees.ts';
import { workerId } from './fake-run.ts';
import { workerFile, type WorkerSpec } from './phase-files.ts';
import { valueOf } from './rig.ts';
import { testRunner } from './runner.ts';
import { tempFolder, writeFiles } from './temp.ts';
import { tempRepo, type TempRepo } from './temp-repo.ts';

/** What one stage of an attempt says while it runs. */
export interface StageIo extends AttemptIo {
  readonly events: readonly AttemptEvent[];
  readonly abort: () => void;
}

/** A stage of an attempt and what it works with, all of it real; there is no engine, no store and no queue. */
export interface StageRig {
  readonly repo: TempRepo;
  /** The repo as a run has it. */
  readonly opened: Repo;
  readonly pool: WorktreePool;
  readonly runDir: string;
  /** The first commit. */
  readonly start: string;
  readonly instructions: readonly Instruction[];
  readonly before: BeforeParts;
  readonly verifier: VerifierParts;
  readonly checksOf: (number: number, waived?: readonly number[]) => WorkerChecks;
  readonly io: () => StageIo;
  /** A worker's work as a commit on `base`; the start unless told. */
  readonly candidate: (
    number: number,
    files: Readonly<Record<string, string>>,
    base?: string,
  ) => Promise<Candidate>;
  /** A request to verify it on its base, with the state before it as it is; unless told otherwise. */
  readonly request: (candidate: Candidate, more?: RequestOptions) => StageRequest;
  /** Names of the runs whose output the logs keep, such as `1-before`, in order. */
  readonly runsOf: (number: number) => readonly string[];
  /** How many worktrees are free. */
  readonly free: () => Promise<number>;
}

/** A request whose events the test reads. */
export interface StageRequest extends VerifyRequest {
  readonly io: StageIo;
}

export interface RequestOptions {
  readonly onto?: string;
  readonly number?: number;
  readonly waived?: readonly number[];
  readonly once?: Map<number, CheckResult>;
  /** Numbers of the accepted workers whose checks must stay green. */
  readonly earlier?: readonly number[];
  readonly before?: Promise<Result<readonly CheckResult[], Failure>>;
}

export interface StageRigOptions {
  readonly workers: readonly WorkerSpec[];
  readonly files?: Readonly<Record<string, string>>;
  /** How many worktrees there are; 2 unless told. */
  readonly max?: number;
  readonly setUp?: SetUp;
}

/** Sets up a repo, its worktrees and a runner for the stages of an attempt; all of it goes when the test ends. */
export async function makeStageRig(options: StageRigOptions): Promise<StageRig> {
  const { workers, files = {}, max = 2, setUp = null } = options;
  const repo = tempRepo({ files });
  const base = tempFolder('wingman-stage-');
  const runDir = join(base, 'run');
  const runner = testRunner();
  const opened = openRepo({
    ...{ runner, clock: systemClock, dir: repo.dir, identity: WINGMAN_IDENTITY },
    scratch: join(base, 'commits'),
  });
  const pool = await openWorktreePool({
    ...{ runner, repo: opened, dir: join(base, 'worktrees'), max, links: [], setUp },
    identity: WINGMAN_IDENTITY,
  });
  onTestFinished(async () => {
    await pool.close();
    opened.close();
  });
  const start = repo.git('rev-parse', 'HEAD');
  const instructions = workers.map((spec) => {
    const file = join(base, `${workerId(spec.number)}_Part_${spec.number}.md`);
    return valueOf(parseInstruction(file, workerFile(spec))).instruction;
  });
  const deliverables = indexDeliverables(false);
  for (const instruction of instructions) deliverables.add(instruction);
  const provides = (module: string): boolean =>
    providedModules(instructions, [module], repoFiles(repo.dir)).has(module);
  const environmentOf = runEnvironment({ runDir, repo: repo.dir, settings: {}, secrets: [] });
  const isInert = openInertCheck(runner, 'python3', systemClock, environmentOf);
  const checks = { runner, clock: systemClock, runDir, environmentOf, secrets: [] };
  const before: BeforeParts = { ...checks, pool, slots: 2, limitMs: LIMIT_MS, provides };
  const verifier: VerifierParts = {
    ...{ ...checks, run: 'stage', repo: opened, pool, deliverables, provides, python: 'python3', isInert },
    before: createBeforeCache(before),
    results: createResultCache(),
    settings: { requireProof: false },
  };
  const checksOf: StageRig['checksOf'] = (number, waived = []) => {
    const instruction = instructions.find(({ id }) => id === workerId(number));
    if (instruction === undefined) throw new Error(`there is no ${workerId(number)}`);
    return { instruction, waived: waived.map((check) => ({ check, reason: 'not here', by: 'a person' })) };
  };
  return {
    ...{ repo, opened, pool, runDir, start, instructions, before, verifier, checksOf },
    io: stageIo,
    async candidate(number, made, on = start) {
      const paths = Object.keys(made);
      const worktree = valueOf(await pool.lease(on, new AbortController().signal));
      writeFiles(worktree.root, made);
      const facts = { worker: workerId(number), title: 'Part', attempt: 1, provider: 'openai', model: 'm' };
      const placed = valueOf(await commitPaths(worktree, opened, on, paths, facts));
      pool.release(worktree);
      return { worker: workerId(number), attempt: 1, base: on, paths, ...placed };
    },
    request(candidate, more = {}) {
      const io = stageIo();
      const own = checksOf(Number(candidate.worker.slice(-3)), more.waived);
      const { attempt, base: on } = candidate;
      const known = more.before ?? verifier.before.run({ checks: own, attempt, base: on, signal: io.signal });
      const earlier = (more.earlier ?? []).map((number) => checksOf(number));
      return {
        ...{ candidate, onto: more.onto ?? on, number: more.number ?? 1, io },
        checks: { own, before: known, once: more.once ?? new Map<number, CheckResult>(), earlier },
        stacked: () => undefined,
      };
    },
    runsOf(number) {
      const folder = join(runDir, 'logs', workerId(number));
      if (!existsSync(folder)) return [];
      const names = readdirSync(folder).map((name) => name.replace(/-\d+(\.\d+)?\.log$/, '$1'));
      return [...new Set(names)].sort();
    },
    async free() {
      const lent = [];
      for (let tree = await pool.tryLease(start); tree !== null; tree = await pool.tryLease(start))
        lent.push(tree);
      for (const tree of lent) pool.release(tree);
      return lent.length;
    },
  };
}

/** Far above what any check of a test takes. */
const LIMIT_MS = 60_000;

function stageIo(): StageIo {
  const events: AttemptEvent[] = [];
  const abort = new AbortController();
  const limits = startLimits({
    clock: systemClock,
    timeoutMs: LIMIT_MS,
    stallMs: LIMIT_MS,
    onEnd: (failure) => abort.abort(failure),
  });
  onTestFinished(() => limits.close());
  return {
    events,
    emit: (event) => void events.push(event),
    pace: limits,
    signal: abort.signal,
    abort: () => abort.abort(),
  };
}
