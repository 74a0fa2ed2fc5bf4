import { cp, mkdtemp, mkdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { execa } from 'execa';
import { err, ok, type Result } from '../engine/domain/result.ts';
import { parseFaults } from '../simulator/fault-options.ts';
import { startSimulator, type Simulator } from '../simulator/server.ts';
import { WINGMAN_IDENTITY } from '../engine/workspace/git.ts';
import { openUserGit } from '../engine/workspace/user-git.ts';
import { drive, hasTerminal } from './drive.ts';
import { ended, EXIT, type Ended, type Finish } from './exit.ts';
import { prepareNewRun, type PreparedRun } from './prepare-run.ts';
import { printLine } from './print.ts';
import { scriptedReviewer } from './scripted-reviewer.ts';

interface Flags {
  readonly keep?: boolean;
  readonly fast?: boolean;
  readonly headless?: boolean;
  readonly workers?: string;
}

const PHASE = fileURLToPath(new URL('../../workers/phase-1a', import.meta.url));
/** Slow enough to watch, quick enough that the eighteen workers take one to two minutes. */
const PACE = { tokensPerSecond: 2_000, latencyMs: 200 };
const REVIEW_MS = 1_500;

export function addDemoCommand(program: Command, finish: Finish): void {
  program
    .command('demo')
    .description(
      'the sample phase on a simulated model, in a scratch repository; no key and no network are used',
    )
    .option('--keep', 'keep the scratch repository and the run, to look around in')
    .option('--fast', 'without the pauses that make it watchable')
    .option('--workers <list>', 'only some of its eighteen, such as 001-003')
    .option('--headless', 'plain lines instead of the screen, and a scripted reviewer')
    .addHelpText('after', '\nExample:\n  wingman demo\n  wingman demo --headless --keep')
    .action((flags: Flags) => finish(demo(flags)));
}

async function demo(flags: Flags): Promise<Ended> {
  const tools = await missingTools();
  if (tools.length > 0) {
    return ended(
      EXIT.usage,
      `the demo's checks need ${tools.join(' and ')}, not found on the PATH: install it, then try again`,
    );
  }
  const scratch = await mkdtemp(join(tmpdir(), 'wingman-demo-'));
  try {
    return await runDemo(scratch, flags);
  } finally {
    if (flags.keep !== true) {
      await rm(scratch, { recursive: true, force: true });
      printLine('the scratch repository is removed; "wingman demo --keep" keeps it');
    }
  }
}

async function missingTools(): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const tool of ['git', 'bash', 'python3']) {
    const found = await execa(tool, ['--version'], { reject: false, timeout: 10_000 });
    if (found.failed) missing.push(tool);
  }
  return missing;
}

async function runDemo(scratch: string, flags: Flags): Promise<Ended> {
  const repo = join(scratch, 'repo');
  const made = await makeRepo(repo);
  if (!made.ok) return ended(EXIT.internal, made.error);
  const simulator = await startModel(flags.fast === true);
  try {
    const prepared = await prepareNewRun(
      undefined,
      { ...pathsIn(scratch), workers: flags.workers },
      { provider: 'auto', gate: 'ask' },
    );
    if (!prepared.ok) return ended(EXIT.usage, prepared.error);
    const end = await watch(prepared.value, simulator, flags);
    if (flags.keep === true) sayWhere(scratch, repo);
    return end;
  } finally {
    await simulator.close();
  }
}

async function watch(prepared: PreparedRun, simulator: Simulator, flags: Flags): Promise<Ended> {
  const options = { headless: flags.headless === true, json: false };
  const hasPerson = hasTerminal(options);
  const { repo, workers } = prepared.saved;
  printLine(
    `demo: the sample phase of ${workers.length} workers on a simulated model, in the scratch repository ${repo}`,
  );
  printLine(
    'some of its answers are bad on purpose (a guide instead of code, broken code, a stub, a cut-off answer, dropped connections): watch them being retried',
  );
  if (!hasPerson) printLine('nobody is at a terminal: a scripted reviewer answers the approval and the gate');
  return drive(prepared, {
    ...options,
    gate: 'ask',
    gateAnswer: null,
    note: 'simulated model',
    env: environmentOf(simulator),
    ...(hasPerson
      ? {}
      : { onEngine: (engine) => scriptedReviewer(engine, flags.fast === true ? 0 : REVIEW_MS, printLine) }),
  });
}

/** The environment of the providers, without the user's own keys and addresses. */
function environmentOf(simulator: Simulator): Readonly<Record<string, string>> {
  return {
    OPENAI_API_KEY: 'sk-wingman-demo-no-real-key',
    OPENAI_BASE_URL: `${simulator.url}/v1`,
    OPENAI_MODEL: 'simulated-gpt',
    OLLAMA_HOST: simulator.url,
    OLLAMA_MODEL: 'simulated-llama',
  };
}

function pathsIn(scratch: string): { repo: string; workersDir: string; work: string; state: string } {
  return {
    repo: join(scratch, 'repo'),
    workersDir: PHASE,
    work: join(scratch, 'work'),
    state: join(scratch, 'state'),
  };
}

async function makeRepo(repo: string): Promise<Result<void, string>> {
  await mkdir(repo);
  await cp(join(PHASE, 'simulation', 'repo'), repo, { recursive: true });
  const git = openUserGit(repo, WINGMAN_IDENTITY);
  for (const args of [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '--all'],
    ['commit', '--quiet', '-m', 'Start of the demo'],
  ]) {
    const done = await git.run(args);
    if (!done.ok) return err(`the scratch repository could not be made: ${done.error.message}`);
  }
  return ok(undefined);
}

async function startModel(isFast: boolean): Promise<Simulator> {
  const faults = parseFaults(JSON.parse(await readFile(join(PHASE, 'simulation', 'faults.json'), 'utf8')));
  if (!faults.ok) throw new Error(`faults.json of the sample phase: ${faults.error}`);
  return startSimulator({
    answersDir: join(PHASE, 'simulation', 'answers'),
    faults: faults.value,
    ...(isFast ? {} : PACE),
  });
}

function sayWhere(scratch: string, repo: string): void {
  printLine(`the scratch repository is ${repo}: git -C ${JSON.stringify(repo)} log --stat`);
  printLine(`the run: wingman report --state ${JSON.stringify(join(scratch, 'state'))} --format md`);
  printLine(`remove it with: rm -r ${JSON.stringify(scratch)}`);
}
