import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { modelEnvironment } from './model-environment.ts';
import { pressKeys, type KeyTime } from './press-keys.ts';
import { processesOf } from './processes-of.ts';
import type { Product } from './product.ts';
import { startPtyProgram, type PtyProgram } from './pty-program.ts';
import { sampleMemory, type MemorySample } from './sample-memory.ts';
import { makeRepo } from './scratch-repo.ts';
import { readScreen } from './screen-view.ts';
import { startSimulatorProcess } from './simulator-process.ts';
import { writeStreamingPhase } from './streaming-phase.ts';
import { readEvents } from './timed-run.ts';

export interface ScreenConditions {
  readonly workers: number;
  /** How long memory and keys are looked at. */
  readonly minutes: number;
  /** How fast each worker's model writes. */
  readonly tokensPerSecond: number;
  readonly seed: number;
}

export interface ScreenRun {
  readonly memory: readonly MemorySample[];
  readonly keys: readonly KeyTime[];
  /** The engine ended before its time, or somebody did not want to wait. */
  readonly wasCutShort: boolean;
  /** Workers that were at their first attempt from before the first sample to after the last. */
  readonly runningThroughout: number;
  /** What was still there after everything had been told to end. */
  readonly leftOver: readonly string[];
}

const [COLUMNS, ROWS] = [160, 50];
const START_LIMIT_MS = 120_000;
const END_LIMIT_MS = 20_000;
/** What the answers are longer than the looking takes. */
const RESERVE_MINUTES = 3;

/** Runs a phase with its screen on a terminal, looks at it for so long, and stops it. */
export async function runWithScreen(
  product: Product,
  scratch: string,
  conditions: ScreenConditions,
  signal: AbortSignal,
): Promise<ScreenRun> {
  const { workers, minutes, tokensPerSecond, seed } = conditions;
  const tokens = Math.ceil(tokensPerSecond * (minutes + RESERVE_MINUTES) * 60);
  const repo = join(scratch, 'repo');
  const stateDir = join(scratch, 'state');
  await makeRepo(repo);
  await mkdir(stateDir);
  const { workersDir, answersDir } = await writeStreamingPhase(scratch, workers, tokens);
  const config = join(scratch, 'wingman.yaml');
  const minutesLimit = Math.ceil(minutes + 2 * RESERVE_MINUTES);
  await writeFile(
    config,
    `concurrency: ${workers}\ntimeout: ${minutesLimit}m\nmaxOutputTokens: ${2 * tokens + 256}\n`,
  );
  // By the scratch folder on their PATH all processes of this run are found in the end.
  const marked = { PATH: `${process.env['PATH'] ?? '/usr/bin:/bin'}:${scratch}` };
  const simulator = await startSimulatorProcess(product, answersDir, tokensPerSecond, {
    ...modelEnvironment(''),
    ...marked,
  });
  const places = ['--repo', repo, '--workers-dir', workersDir, '--state', stateDir];
  const program = startPtyProgram({
    command: process.execPath,
    args: [...product.nodeArguments, 'run', ...places, '--work', join(scratch, 'work'), '--config', config],
    cwd: scratch,
    env: { ...modelEnvironment(simulator.url), ...marked },
    columns: COLUMNS,
    rows: ROWS,
  });
  try {
    await untilAllStream(program, stateDir, workers, signal);
    const early = AbortSignal.any([signal, ended(program)]);
    const over = AbortSignal.any([early, AbortSignal.timeout(minutes * 60_000)]);
    const [memory, keys] = await Promise.all([
      sampleMemory(program.pid, product.root, over),
      pressKeys(program, workers, seed, over),
    ]);
    const wasCutShort = early.aborted;
    const runningThroughout = countRunning(stateDir);
    await stop(program);
    await simulator.close();
    return { memory, keys, wasCutShort, runningThroughout, leftOver: await processesOf(scratch) };
  } finally {
    program.kill('SIGKILL');
    await simulator.close();
  }
}

/** Waits until every worker's model has been asked and the screen shows the workers. */
async function untilAllStream(
  program: PtyProgram,
  stateDir: string,
  workers: number,
  signal: AbortSignal,
): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(START_LIMIT_MS), ended(program)]);
  await program.watch(
    () => readScreen(program.lines()).screen === 'dashboard' && countRunning(stateDir) === workers,
    limit,
  );
  if (limit.aborted)
    throw new Error(`the run did not get all its workers to work:\n${program.lines().join('\n')}`);
}

/** Workers whose model was asked and whose attempt has not ended. */
function countRunning(stateDir: string): number {
  const asked = new Set<string>();
  for (const event of readEvents(stateDir)) {
    if (event.type === 'model-requested' && event.request === 1 && event.attempt === 1)
      asked.add(event.worker);
    else if (event.type === 'model-answered' || event.type === 'attempt-failed') asked.delete(event.worker);
  }
  return asked.size;
}

/** Stops as a person does who is in a hurry; what does not end by itself is killed. */
async function stop(program: PtyProgram): Promise<void> {
  program.send('\u0003');
  await Promise.race([program.exited, wait(END_LIMIT_MS, null, { ref: false })]);
  program.kill('SIGKILL');
  await program.exited;
}

/** Aborts when the program ends. */
function ended(program: PtyProgram): AbortSignal {
  const abort = new AbortController();
  void program.exited.then(() => abort.abort());
  return abort.signal;
}
