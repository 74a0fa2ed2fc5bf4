import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Event } from '../../src/engine/domain/event.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import type { RunFinished } from '../../src/engine/domain/summary.ts';
import { modelEnvironment } from './model-environment.ts';
import type { Product } from './product.ts';
import { openUsageAccounts, type RunUsage } from './run-usage.ts';
import { startUsageSampler } from './usage-sampler.ts';

/** A phase to run: a Git repo of its own, the worker files, and what the simulated model answers. */
export interface TimedPhase {
  /** A folder of this phase alone. */
  readonly scratch: string;
  readonly repo: string;
  readonly workersDir: string;
  readonly answersDir: string;
}

/** How a phase is run. */
export interface RunConditions {
  /** Worktrees whose checks run at once. */
  readonly slots: number;
  /** Workers at once. */
  readonly concurrency: number;
  /** What the model takes for an answer; 0 for one that answers at once. */
  readonly answerMs: number;
}

export interface TimedRun {
  readonly wallMs: number;
  readonly usage: RunUsage;
  readonly events: readonly Event[];
  readonly summary: RunFinished;
}

/** An engine that takes longer than this hangs. */
const LIMIT_MS = 60 * 60_000;

/** Runs a phase to its merge through the command line, in a process of its own, on a simulated model. */
export async function timedRun(
  product: Product,
  phase: TimedPhase,
  conditions: RunConditions,
): Promise<TimedRun> {
  const { scratch, repo, workersDir, answersDir } = phase;
  const stateDir = join(scratch, 'state');
  await mkdir(stateDir, { recursive: true });
  const accounts = await openUsageAccounts(join(scratch, 'usage'));
  const simulator = await startSimulator({ answersDir, latencyMs: conditions.answerMs });
  try {
    const places = ['--repo', repo, '--workers-dir', workersDir, '--state', stateDir];
    const config = join(scratch, 'wingman.yaml');
    await writeFile(config, `checksAtOnce: ${conditions.slots}\nconcurrency: ${conditions.concurrency}\n`);
    const flags = ['--work', join(scratch, 'work'), '--config', config];
    const startedAt = performance.now();
    const engine = spawn(
      process.execPath,
      [
        ...accounts.nodeFlags,
        ...product.nodeArguments,
        'run',
        ...places,
        ...flags,
        ...['--headless', '--json', '--gate', 'auto'],
      ],
      {
        env: { ...modelEnvironment(simulator.url), ...accounts.env },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: LIMIT_MS,
      },
    );
    const { pid } = engine;
    if (pid === undefined) throw new Error(`cannot start ${product.nodeArguments.join(' ')}`);
    const sampler = startUsageSampler(pid, product.root);
    const closed = once(engine, 'close') as Promise<[number | null, string | null]>;
    let stderr = '';
    let line = '';
    engine.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    // Read as a person's script would, kept only as far as the last line.
    engine.stdout.setEncoding('utf8').on('data', (text: string) => {
      line = (line + text).slice((line + text).trimEnd().lastIndexOf('\n') + 1);
      // The end is near: one more look while there is something to see.
      if (line.includes('"run-finished"')) sampler.look();
    });
    const [exit] = await closed.finally(() => sampler.stop());
    const wallMs = performance.now() - startedAt;
    const sampled = sampler.stop();
    if (exit !== 0) throw new Error(`the run ended with status ${exit ?? 'none'}: ${line}${stderr}`);
    return {
      wallMs,
      usage: accounts.settle(sampled, pid),
      events: readEvents(stateDir),
      summary: JSON.parse(line) as RunFinished,
    };
  } finally {
    await simulator.close();
  }
}

/** The events of the only run in a folder of runs, as far as their lines are complete. */
export function readEvents(stateDir: string): readonly Event[] {
  const [run = ''] = readdirSync(stateDir);
  const file = join(stateDir, run, 'journal.jsonl');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((text) => JSON.parse(text) as Event);
}
