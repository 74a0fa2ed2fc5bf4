import type { CheckResult, Skips } from '../domain/check-result.ts';
import type { Failure } from '../domain/failure.ts';
import type { Lack } from '../domain/lack.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { recogniseLack } from '../environment/recognise-lack.ts';
import { checksThatCanFail } from '../shell/strength.ts';
import { changedPaths } from '../workspace/changed-paths.ts';
import type { Tree } from '../workspace/worktree.ts';
import { probeImports } from './import-probe.ts';
import { judgeChecks, type Judgement } from './judge-checks.ts';
import { runChecks, type ChecksRun } from './run-checks.ts';
import { runTwiceIfRed } from './run-twice.ts';
import { skipsOf, waivedSkips } from './skips.ts';
import type { VerifierParts } from './verifier-parts.ts';
import type { VerifyRequest } from './verify-request.ts';

/** The worker's own checks on its work, judged beside those before it. */
export async function ownVerdict(
  parts: VerifierParts,
  request: VerifyRequest,
  worktree: Tree,
  commit: string,
): Promise<Result<Passed, Failure>> {
  const { checks, io } = request;
  const { instruction } = checks.own;
  const of = instruction.id;
  io.emit({ type: 'checks-started', purpose: 'attempt', of, commit });
  io.pace.beat('check output');
  const run = await runOwnChecks(parts, request, worktree, commit);
  if (run.aborted) return err({ reason: 'internal', detail: 'checks were aborted' });
  // What ran once for this attempt keeps the result that it had.
  const results = run.results.map((result) => checks.once.get(result.index) ?? result);
  const paths = await changedPaths(worktree);
  if (paths.length > 0) io.emit({ type: 'worktree-changed', paths });
  const early = await stateBefore(parts, request);
  const before = await waitForBefore(early.results, io);
  if (!before.ok) return before;
  io.emit({
    type: 'checks-finished',
    purpose: 'before',
    of,
    commit: early.commit,
    results: before.value,
  });
  io.emit({ type: 'checks-finished', purpose: 'attempt', of, commit, results });
  const strong = checksThatCanFail(instruction);
  const lackOf = (result: CheckResult): Lack | null => recogniseLack(result, instruction, parts.provides);
  // What was red for want of something on the machine was not red for want of the work.
  const lacked = new Set(before.value.filter((result) => lackOf(result) !== null).map(({ index }) => index));
  const canProve = (index: number): boolean => strong.has(index) && !lacked.has(index);
  const judged = judgeChecks(of, before.value, results, canProve);
  switch (judged.type) {
    case 'proven': {
      const { by } = judged;
      const { signal } = io;
      const probe = await probeImports(parts, { instruction, tree: worktree, by, signal });
      return probe === null ? ok(judged) : err({ reason: 'check-red', checks: [probe] });
    }
    case 'unproven':
      return ok(judged);
    case 'failed': {
      const lacks = lacksOf(results, lackOf);
      return err(
        lacks.length > 0 ? { reason: 'environment', lacks } : { reason: 'check-red', checks: judged.checks },
      );
    }
  }
}

/** A judgement in the work's favour. */
type Passed = Exclude<Judgement, { type: 'failed' }>;

/** Runs the checks, and once more where one is red: what passes the second time failed for something else. */
function runOwnChecks(
  parts: VerifierParts,
  { checks, number, candidate, io }: VerifyRequest,
  worktree: Tree,
  commit: string,
): Promise<ChecksRun> {
  const { instruction, waived } = checks.own;
  const asking = skipsOf(instruction, []);
  const name = `${candidate.attempt}-attempt${number === 1 ? '' : `-${number}`}`;
  const runOnce = async (label: 'first' | 'again'): Promise<ChecksRun> => {
    if (label === 'again' && !(await worktree.bring(commit)).ok) return { results: [], aborted: true };
    const skip: Skips = new Map([
      ...[...checks.once.keys()].map((index) => [index, 'not-repeated'] as const),
      ...waivedSkips(waived),
    ]);
    const run = await runChecks(parts, {
      instruction,
      tree: worktree,
      skip,
      limitMs: () => io.pace.leftMs(),
      signal: io.signal,
      label: label === 'first' ? name : `${name}-again`,
      onOutput: (text) => {
        io.pace.beat('check output');
        io.emit({ type: 'check-output', text });
      },
    });
    for (const result of run.results) {
      if (asking.has(result.index) && result.status !== 'not-repeated' && result.status !== 'waived')
        checks.once.set(result.index, result);
    }
    return run;
  };
  return runTwiceIfRed(runOnce, (results) =>
    results.some(
      (result) => result.status === 'red' && recogniseLack(result, instruction, parts.provides) === null,
    ),
  );
}

/**
 * The worker's checks on the state that its work was put onto: those of the attempt's start hold where nobody has
 * changed since what they read; elsewhere they run there once more. What another worker made green proves nothing.
 */
async function stateBefore(
  parts: VerifierParts,
  { candidate, onto, checks, io }: VerifyRequest,
): Promise<{ readonly commit: string; readonly results: VerifyRequest['checks']['before'] }> {
  const known = { commit: candidate.base, results: checks.before };
  if (onto === candidate.base) return known;
  const isSame = await readsTheSame(parts, candidate.worker, candidate.base, onto);
  if (isSame) return known;
  const { attempt } = candidate;
  const results = parts.before.run({ checks: checks.own, attempt, base: onto, signal: io.signal });
  return { commit: onto, results };
}

/** Whether everything that a worker's checks are known to read is the same on two commits. */
async function readsTheSame(
  { repo, deliverables }: VerifierParts,
  worker: string,
  base: string,
  onto: string,
): Promise<boolean> {
  const paths = deliverables.pathsOf(worker);
  const names = (commit: string): readonly string[] => paths.map((path) => `${commit}:${path}`);
  const found = await repo.objects.resolve([...names(base), ...names(onto)]);
  if (!found.ok) return false;
  return paths.every((_, at) => found.value[at] === found.value[paths.length + at]);
}

/** The checks before the work may take longer than those on it: that is the engine's own time, and no limit runs. */
async function waitForBefore(
  before: VerifyRequest['checks']['before'],
  { pace, signal }: VerifyRequest['io'],
): Promise<Result<readonly CheckResult[], Failure>> {
  const aborted = new Promise<Result<never, Failure>>((resolve) => {
    const give = (): void => resolve(err({ reason: 'internal', detail: 'the verification was aborted' }));
    if (signal.aborted) give();
    signal.addEventListener('abort', give, { once: true });
  });
  pace.pause();
  try {
    return await Promise.race([before, aborted]);
  } finally {
    pace.resume();
  }
}

/** What the environment lacks, if that explains every check that failed; otherwise nothing is blamed on it. */
function lacksOf(
  results: readonly CheckResult[],
  lackOf: (result: CheckResult) => Lack | null,
): readonly Lack[] {
  const failed = results.filter((result) => result.status === 'red' || result.status === 'timeout');
  const found = failed.map(lackOf).filter((lack): lack is Lack => lack !== null);
  return found.length === failed.length ? found : [];
}
