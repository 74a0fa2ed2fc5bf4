import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describeFindings, preparePhase } from '../../src/cli/prepare-run.ts';
import type { Event } from '../../src/engine/domain/event.ts';
import type { FaultName, FaultRates } from '../../src/simulator/faults.ts';
import { startSimulator, type SimulatedRequest } from '../../src/simulator/server.ts';
import { readJournal } from '../../src/engine/store/journal.ts';
import { cloneAt } from './scratch-repo.ts';

/** A scratch Git repo with a phase, and the right answers of its workers. */
export interface FaultPhase {
  /** A folder of this run alone, that holds nothing but the repo. */
  readonly scratch: string;
  readonly repo: string;
  readonly workersDir: string;
  readonly answersDir: string;
}

/** One attempt: what the simulated model was told to do wrong, and what the engine made of the answer. */
export interface ServedAttempt {
  readonly worker: string;
  readonly attempt: number;
  readonly fault: FaultName;
  /** The answer was cut off by its limit and asked for again, so that the cut healed. */
  readonly continued: boolean;
  /** `accepted`, or the reason of the failure. */
  readonly end: string;
  readonly failure: unknown;
}

export interface FaultRun {
  readonly attempts: readonly ServedAttempt[];
  /** Workers that were accepted, and those of them whose checks are red in a clean clone of the branch. */
  readonly accepted: number;
  /** Workers that were not accepted, each with the reasons of its attempts. */
  readonly lost: readonly string[];
  readonly redInClone: readonly string[];
  /** Entries of the scratch folder and of the home folder that nobody put there. */
  readonly strays: readonly string[];
  readonly exit: number | undefined;
}

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
/** An engine that takes longer than this hangs. */
const LIMIT_MS = 20 * 60_000;
const CHECK_LIMIT_MS = 120_000;

/** Runs the phase through the command line on a model with faults, and puts served faults beside failure reasons. */
export async function runWithFaults(phase: FaultPhase, rates: FaultRates, seed: number): Promise<FaultRun> {
  const { scratch, repo, workersDir, answersDir } = phase;
  const [stateDir, home] = [join(scratch, 'state'), join(scratch, 'home')];
  await mkdir(home);
  const simulator = await startSimulator({ answersDir, rates, seed });
  try {
    const places = ['--repo', repo, '--workers-dir', workersDir, '--state', stateDir];
    const flags = ['--work', join(scratch, 'work'), '--headless', '--json', '--gate', 'auto'];
    const args = [MAIN, 'run', ...places, ...flags, '--max-retries', '5'];
    const env = environment(simulator.url, home);
    const { exitCode } = await execa(process.execPath, args, {
      env,
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      buffer: false,
      timeout: LIMIT_MS,
    });
    const [run = ''] = readdirSync(stateDir).filter((name) =>
      existsSync(join(stateDir, name, 'journal.jsonl')),
    );
    const { events } = readJournal(join(stateDir, run, 'journal.jsonl'));
    const accepted = events.flatMap((event) => (event.type === 'worker-accepted' ? [event.worker] : []));
    const strays = [
      ...unexpected(scratch, ['repo', 'state', 'work', 'home']),
      ...unexpected(home, ['.cache', '.config', '.local']).map((name) => `home/${name}`),
    ];
    return {
      attempts: attemptsOf(events, simulator.requests()),
      accepted: new Set(accepted).size,
      lost: lostWorkers(events, new Set(accepted)),
      redInClone: await redInClone(phase, events, new Set(accepted)),
      strays,
      exit: exitCode,
    };
  } finally {
    await simulator.close();
  }
}

function attemptsOf(
  events: readonly Event[],
  requests: readonly SimulatedRequest[],
): readonly ServedAttempt[] {
  const ends = new Map<string, { readonly end: string; readonly failure: unknown }>();
  for (const event of events) {
    if (event.type === 'attempt-failed') {
      const { failure } = event;
      ends.set(`${event.worker} ${event.attempt}`, { end: failure.reason, failure });
    } else if (event.type === 'worker-accepted') {
      ends.set(`${event.worker} ${event.attempt}`, { end: 'accepted', failure: null });
    }
  }
  const continued = new Set(
    requests.filter((one) => one.continuation).map((one) => `${one.worker ?? ''} ${one.n}`),
  );
  return requests.flatMap(({ worker, n, fault, continuation }) => {
    const key = `${worker ?? ''} ${n}`;
    const end = ends.get(key);
    if (worker === null || continuation || end === undefined) return [];
    return [{ worker, attempt: n, fault, continued: continued.has(key), ...end }];
  });
}

function lostWorkers(events: readonly Event[], accepted: ReadonlySet<string>): readonly string[] {
  const created = events.find((event) => event.type === 'run-created');
  const lost = (created?.workers ?? []).filter((worker) => !accepted.has(worker.id));
  return lost.map(({ id }) => {
    const reasons = events.flatMap((event) =>
      event.type === 'attempt-failed' && event.worker === id ? [event.failure.reason] : [],
    );
    return `${id} after ${reasons.join(', ')}`;
  });
}

/** The checks of every accepted worker, run by Bash alone in a clone of the run's branch, merged or not. */
async function redInClone(
  { scratch, repo, workersDir }: FaultPhase,
  events: readonly Event[],
  accepted: ReadonlySet<string>,
): Promise<readonly string[]> {
  const prepared = await preparePhase(workersDir, undefined, false);
  if (!prepared.ok) throw new Error(describeFindings(prepared.error));
  const created = events.find((event) => event.type === 'run-created');
  const tip = await execa('git', ['rev-parse', created?.branch ?? 'HEAD'], { cwd: repo });
  const clone = join(scratch, 'clone');
  await cloneAt(repo, tip.stdout.trim(), clone);
  const red: string[] = [];
  for (const { id, blocks } of prepared.value.instructions.filter((one) => accepted.has(one.id))) {
    for (const { text } of blocks) {
      const { exitCode } = await execa('bash', ['-e', '-c', text], {
        cwd: clone,
        env: { PYTHONDONTWRITEBYTECODE: '1' },
        reject: false,
        stdin: 'ignore',
        timeout: CHECK_LIMIT_MS,
      });
      if (exitCode !== 0 && !red.includes(id)) red.push(id);
    }
  }
  return red;
}

const unexpected = (dir: string, known: readonly string[]): readonly string[] =>
  readdirSync(dir).filter((name) => !known.includes(name));

/** Nothing of the user's settings for Wingman or its providers reaches the engine. */
const environment = (url: string, home: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  HOME: home,
  LANG: 'C.UTF-8',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  OPENAI_BASE_URL: `${url}/v1`,
  OPENAI_API_KEY: 'sk-test-fault-kinds',
  OPENAI_MODEL: 'simulated',
  OLLAMA_HOST: url,
  OLLAMA_MODEL: 'simulated',
});
