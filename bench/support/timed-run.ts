import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Event } from '../../src/engine/domain/event.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import type { RunFinished } from '../../src/engine/domain/summary.ts';
import type { EngineUsage } from './engine-usage.ts';

/** A phase to run: a Git repo of its own, the worker files, and what the simulated model answers. */
export interface TimedPhase {
  /** A folder of this phase alone. */
  readonly scratch: string;
  readonly repo: string;
  readonly workersDir: string;
  readonly answersDir: string;
}

export interface TimedRun {
  readonly wallMs: number;
  readonly usage: EngineUsage;
  readonly events: readonly Event[];
  readonly summary: RunFinished;
}

const ROOT = join(import.meta.dirname, '..', '..');
/** An engine that takes longer than this hangs. */
const LIMIT_MS = 30 * 60_000;

/**
 * Runs a phase to its merge through the command line, in a process of its own, on a simulated model without delays.
 * @param slots worktrees whose checks run at once
 * @param nodeFlags flags of the engine's Node, such as `--cpu-prof`
 */
export async function timedRun(
  phase: TimedPhase,
  slots: number,
  nodeFlags: readonly string[],
): Promise<TimedRun> {
  const { scratch, repo, workersDir, answersDir } = phase;
  const stateDir = join(scratch, 'state');
  const usageFile = join(scratch, 'usage.json');
  await mkdir(stateDir, { recursive: true });
  const simulator = await startSimulator({ answersDir });
  try {
    const places = ['--repo', repo, '--workers-dir', workersDir, '--state', stateDir];
    const config = join(scratch, 'wingman.yaml');
    await writeFile(config, `checksAtOnce: ${slots}\n`);
    const flags = ['--work', join(scratch, 'work'), '--config', config];
    const startedAt = performance.now();
    const engine = spawn(
      process.execPath,
      [
        ...nodeFlags,
        '--import',
        join(import.meta.dirname, 'engine-usage.ts'),
        join(ROOT, 'src', 'cli', 'main.ts'),
        'run',
        ...places,
        ...flags,
        ...['--headless', '--json', '--gate', 'auto'],
      ],
      { env: environment(simulator.url, usageFile), stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT_MS },
    );
    const closed = once(engine, 'close') as Promise<[number | null, string | null]>;
    let stderr = '';
    let line = '';
    engine.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    // Read as a person's script would, kept only as far as the last line.
    engine.stdout.setEncoding('utf8').on('data', (text: string) => {
      line = (line + text).slice((line + text).trimEnd().lastIndexOf('\n') + 1);
    });
    const [exit] = await closed;
    const wallMs = performance.now() - startedAt;
    if (exit !== 0) throw new Error(`the run ended with status ${exit ?? 'none'}: ${line}${stderr}`);
    return {
      wallMs,
      usage: JSON.parse(readFileSync(usageFile, 'utf8')) as EngineUsage,
      events: readEvents(stateDir),
      summary: JSON.parse(line) as RunFinished,
    };
  } finally {
    await simulator.close();
  }
}

/** Nothing of the user's settings for Wingman or its providers reaches the engine. */
function environment(url: string, usageFile: string): NodeJS.ProcessEnv {
  const keep = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR'];
  const kept = Object.fromEntries(
    keep.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  return {
    ...kept,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    OPENAI_BASE_URL: `${url}/v1`,
    OPENAI_API_KEY: 'sk-test-benchmark',
    OPENAI_MODEL: 'simulated',
    OLLAMA_HOST: url,
    OLLAMA_MODEL: 'simulated',
    WINGMAN_BENCH_USAGE: usageFile,
  };
}

function readEvents(stateDir: string): readonly Event[] {
  const [run = ''] = readdirSync(stateDir);
  const file = join(stateDir, run, 'journal.jsonl');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((text) => text !== '').map((text) => JSON.parse(text) as Event);
}
