import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { Event } from '../../src/engine/domain/event.ts';
import { createChance, type Chance } from '../../src/simulator/seeded.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import { processesOf } from './processes-of.ts';

export interface KillOptions {
  /** An existing folder with a name of its own: what is found of it in a process's environment belongs to this run. */
  readonly scratch: string;
  readonly repo: string;
  readonly workersDir: string;
  readonly answersDir: string;
  /** How many workers the phase has. */
  readonly workers: number;
  /** How often the engine is killed. */
  readonly times: number;
  readonly seed: number;
  readonly tokensPerSecond: number | null;
  readonly say: (line: string) => void;
}

export interface KillVerdict {
  readonly kills: number;
  readonly accepted: number;
  readonly workers: number;
  /** What was found that must not be, in words. */
  readonly violations: readonly string[];
}

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
/** Few enough at once that a kill finds workers in different states. */
const CONCURRENCY = '8';
/** A line of the journal that takes longer than this means a hang. */
const SILENCE_LIMIT_MS = 120_000;

/** Runs a phase through the command line, kills its engine `times` times, resumes to the end and judges the result. */
export async function killAndResume(options: KillOptions): Promise<KillVerdict> {
  const { scratch, repo, workers, times, say } = options;
  const { answersDir, tokensPerSecond } = options;
  const simulator = await startSimulator({ answersDir, tokensPerSecond });
  const stateDir = join(scratch, 'state');
  const env = environment(scratch, simulator.url);
  const first = ['run', '--repo', repo, '--workers-dir', options.workersDir, '--work', join(scratch, 'work')];
  const common = [
    '--state',
    stateDir,
    '--headless',
    '--json',
    '--gate',
    'auto',
    '--concurrency',
    CONCURRENCY,
  ];
  const violations: string[] = [];
  let kills = 0;
  let end: LifeEnd;
  try {
    for (;;) {
      const moment = kills < times ? chooseMoment(createChance(options.seed, 'kill', kills)) : null;
      const args = existsSync(stateDir) ? ['resume', ...common] : [...first, ...common];
      end = await live(args, env, moment);
      if (!end.killed) break;
      kills += 1;
      say(`kill ${kills} after ${end.lines} lines, at ${end.last}`);
    }
    if (end.exit !== 0)
      violations.push(`the last engine ended with status ${end.exit ?? 'none'}: ${end.stderr}`);
    if (kills < times)
      violations.push(`the run was over after ${kills} kills, before the ${times} that were asked for`);
    const runs = existsSync(stateDir) ? readdirSync(stateDir) : [];
    if (runs.length !== 1) violations.push(`expected one run, found ${runs.join(', ')}`);
    const journal = readEvents(join(stateDir, runs[0] ?? '', 'journal.jsonl'));
    const accepted = judgeJournal(journal, workers, violations);
    await judgeRepo(repo, violations);
    judgeFolders(join(scratch, 'work'), violations);
    for (const left of await processesOf(scratch)) violations.push(`a process is left over: ${left}`);
    return { kills, accepted, workers, violations };
  } finally {
    await simulator.close();
  }
}

/** The scratch folder stands in the environment of everything that is started, so that it is found again. */
function environment(scratch: string, url: string): NodeJS.ProcessEnv {
  const keep = ['HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_NOSYSTEM'];
  const kept = Object.fromEntries(
    keep.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  return {
    ...kept,
    PATH: `${process.env['PATH'] ?? '/usr/bin:/bin'}:${scratch}`,
    OPENAI_BASE_URL: `${url}/v1`,
    OPENAI_API_KEY: 'sk-test-kill-and-resume',
    OPENAI_MODEL: 'simulated',
    OLLAMA_HOST: url,
    OLLAMA_MODEL: 'simulated',
  };
}

interface LifeEnd {
  readonly killed: boolean;
  readonly exit: number | null;
  /** Type of the last event that was heard before the kill, and how many there were. */
  readonly last: string;
  readonly lines: number;
  readonly stderr: string;
}

/** What an engine is killed at, and how many milliseconds later. */
interface Moment {
  /** Told every event of one engine; true when the time has come. */
  readonly isNow: (type: Event['type']) => boolean;
  readonly delayMs: number;
}

const TARGETS: readonly Event['type'][] = [
  'run-started',
  'attempt-started',
  'model-requested',
  'model-answered',
  'answer-read',
  'attempt-committed',
  'verify-queued',
  'checks-started',
  'checks-finished',
  'landing',
  'worker-accepted',
];

/** The nth event of some type; where the phase comes to its gate before that, one of the events there. */
function chooseMoment(chance: Chance): Moment {
  const target = chance.pick(TARGETS);
  let left = target === 'run-started' ? 1 : Math.floor(chance.between(1, 4));
  let leftAtGate = Math.floor(chance.between(1, 8));
  const delayMs = chance.between(0, 20);
  let isAtGate = false;
  return {
    delayMs,
    isNow: (type) => {
      isAtGate ||= type === 'stage-finished';
      if (type === target) left -= 1;
      if (isAtGate) leftAtGate -= 1;
      return left === 0 || leftAtGate === 0;
    },
  };
}

/** One engine, from its start to its end or to the moment that it is killed at. */
async function live(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  moment: Moment | null,
): Promise<LifeEnd> {
  const engine = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(engine, 'close') as Promise<[number | null, string | null]>;
  let stderr = '';
  engine.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  let last = '';
  let lines = 0;
  let isChosen = false;
  let isHung = false;
  const hang = (): NodeJS.Timeout =>
    setTimeout(() => {
      isHung = true;
      engine.kill('SIGKILL');
    }, SILENCE_LIMIT_MS);
  let silence = hang();
  for await (const line of createInterface({ input: engine.stdout })) {
    clearTimeout(silence);
    silence = hang();
    if (isChosen) continue;
    const { type } = JSON.parse(line) as Event;
    last = type;
    lines += 1;
    isChosen = moment?.isNow(type) === true;
    if (isChosen) setTimeout(() => engine.kill('SIGKILL'), moment?.delayMs ?? 0);
  }
  clearTimeout(silence);
  const [exit, signal] = await closed;
  return {
    killed: isChosen && signal === 'SIGKILL',
    exit,
    last,
    lines,
    stderr: isHung ? `silent for ${SILENCE_LIMIT_MS / 1000} s after ${last}` : stderr.trim().slice(-2_000),
  };
}

function readEvents(file: string): readonly Event[] {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Event);
}

/** Every worker was accepted, once, and was never at work again after that; no number is missing or double. */
function judgeJournal(events: readonly Event[], workers: number, violations: string[]): number {
  const accepted = new Set<string>();
  for (const [at, event] of events.entries()) {
    if (event.seq !== at + 1) violations.push(`line ${at + 1} of the journal has the number ${event.seq}`);
    if (event.type === 'attempt-started' && accepted.has(event.worker)) {
      violations.push(`${event.worker} was accepted and ran again (line ${at + 1})`);
    }
    if (event.type !== 'worker-accepted') continue;
    if (accepted.has(event.worker)) violations.push(`${event.worker} was accepted twice (line ${at + 1})`);
    accepted.add(event.worker);
  }
  if (accepted.size !== workers) violations.push(`${accepted.size} of ${workers} workers were accepted`);
  if (events.at(-1)?.type === undefined || !events.some((event) => event.type === 'phase-merged')) {
    violations.push('the phase was not merged');
  }
  return accepted.size;
}

async function judgeRepo(repo: string, violations: string[]): Promise<void> {
  const git = async (
    ...args: readonly string[]
  ): Promise<{ exitCode: number | undefined; output: string }> => {
    const run = await execa('git', [...args], { cwd: repo, reject: false, all: true, timeout: 60_000 });
    return { exitCode: run.exitCode, output: run.all };
  };
  const checked = await git('fsck', '--full', '--strict', '--no-dangling');
  if (checked.exitCode !== 0 || checked.output.trim() !== '') violations.push(`git fsck: ${checked.output}`);
  const listed = await git('worktree', 'list', '--porcelain');
  const worktrees = listed.output.split('\n').filter((line) => line.startsWith('worktree '));
  if (worktrees.length !== 1) violations.push(`worktrees are left over: ${worktrees.slice(1).join(', ')}`);
  const status = await git('status', '--porcelain');
  if (status.output.trim() !== '') violations.push(`the checkout is not clean: ${status.output}`);
}

function judgeFolders(workDir: string, violations: string[]): void {
  if (!existsSync(workDir)) return;
  for (const run of readdirSync(workDir)) {
    const left = readdirSync(join(workDir, run));
    if (left.length > 0) violations.push(`left over in the work folder: ${left.join(', ')}`);
  }
}
