import { mkdtempSync, realpathSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { vi } from 'vitest';
import type { FaultScript } from '../../src/simulator/faults.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';

const MAIN = resolve(import.meta.dirname, '../../src/cli/main.ts');
/** For a hang: far above what any command takes. */
const HANG_LIMIT_MS = 120_000;
// A test here starts up to ten processes: the bound for a hang is wider than elsewhere.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** One worker of the rig: what it creates, how that is checked, and whom it names as its predecessors. */
export interface RigWorker {
  readonly path: string;
  /** The right answer; null for a worker whom the model cannot answer. */
  readonly content: string | null;
  readonly checks: readonly string[];
  readonly after?: readonly string[];
}

/** What a command printed, and its exit status. */
export interface Said {
  readonly status: number | undefined;
  readonly out: string;
  readonly err: string;
}

/** A command at work: its JSON lines as they come. */
export interface Running {
  /** The first event of this type, also where it has come already; rejects when the command ends without it. */
  event(type: string): Promise<Readonly<Record<string, unknown>>>;
  readonly end: Promise<Said>;
}

/** A scratch repo with worker files and a simulated model, and the real command line for it. */
export interface Rig {
  readonly repo: string;
  readonly stateDir: string;
  readonly model: Simulator;
  wingman(...args: string[]): Promise<Said>;
  start(...args: string[]): Running;
  git(...args: string[]): Promise<string>;
  close(): Promise<void>;
}

const pad = (number: number): string => String(number).padStart(3, '0');

/** A worker file in the 10-point framework. */
export function workerFile(number: number, worker: RigWorker): string {
  const after = worker.after?.join(', ') ?? 'none';
  return `# Worker ${pad(number)}: Part ${number}

- **Duration:** ${number * 10} minutes

## 1. DELIVERABLES

- [ ] Create file: \`${worker.path}\`

## 2. SUCCESS_CRITERIA

- [ ] ${worker.checks.length} of ${worker.checks.length} checks exit with status 0

## 3. BOUNDARIES

- **CAN create:** \`${worker.path}\`
- **CANNOT modify:** \`README.md\`

## 4. DEPENDENCIES

- **Previous workers:** ${after}

## 5. MITIGATION

- **Retry:** at most 2 times

## 6. TEST_PROCESS

\`\`\`bash
${worker.checks.join('\n')}
\`\`\`

## 7. TEST_RESULTS_FORMAT

\`\`\`json
{ "worker_id": "${pad(number)}", "status": "pass|fail" }
\`\`\`

## 8. TASK_CLASSIFICATION

- **Type:** MECHANICAL
- **Tool:** OpenAI

## 9. RETROSPECTIVE

- **To record:** what was red

## 10. PERFORMANCE_REQUIREMENTS

- **Checks:** under 5 seconds
`;
}

/** Makes a rig; the caller closes it. `faults` are what the model does wrong, worker by worker. */
export async function openRig(workers: readonly RigWorker[], faults: FaultScript = {}): Promise<Rig> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'wingman-cli-')));
  const repo = join(root, 'repo');
  await write(join(repo, 'README.md'), 'A repo to try things in.\n');
  const answersDir = join(root, 'answers');
  await mkdir(answersDir);
  for (const [index, worker] of workers.entries()) {
    const id = `WORKER_${pad(index + 1)}`;
    await write(join(repo, 'workers', 'one', `${id}_Part.md`), workerFile(index + 1, worker));
    if (worker.content !== null) await write(join(answersDir, id, worker.path), worker.content);
  }
  const git = async (...args: string[]): Promise<string> => {
    const identity = ['-c', 'user.name=U', '-c', 'user.email=u@localhost'];
    return (await execa('git', ['-C', repo, ...identity, ...args])).stdout;
  };
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '-m', 'start');
  const model = await startSimulator({ answersDir, faults });
  const env = {
    OPENAI_BASE_URL: `${model.url}/v1`,
    OPENAI_API_KEY: 'sk-rig-0123456789',
    OPENAI_MODEL: 'simulated',
    XDG_CACHE_HOME: join(root, 'cache'),
  };
  const launch = (args: readonly string[]) =>
    execa(process.execPath, [MAIN, ...args], {
      cwd: repo,
      env,
      reject: false,
      stdin: 'ignore',
      timeout: HANG_LIMIT_MS,
      maxBuffer: 64 * 1024 * 1024,
    });
  return {
    repo,
    stateDir: join(repo, '.wingman'),
    model,
    git,
    async wingman(...args) {
      return said(await launch(args));
    },
    start(...args) {
      const child = launch(args);
      const seen: Record<string, unknown>[] = [];
      const watchers = new Set<() => void>();
      let isOver = false;
      const end = child.then((result) => {
        isOver = true;
        for (const watcher of watchers) watcher();
        return said(result);
      });
      void (async () => {
        for await (const line of child.iterable()) {
          seen.push(JSON.parse(line) as Record<string, unknown>);
          for (const watcher of watchers) watcher();
        }
      })();
      return {
        end,
        event: (type) =>
          new Promise((found, failed) => {
            const look = (): void => {
              const event = seen.find((each) => each['type'] === type);
              if (event === undefined && !isOver) return;
              watchers.delete(look);
              if (event === undefined) failed(new Error(`ended without ${type}`));
              else found(event);
            };
            watchers.add(look);
            look();
          }),
      };
    },
    async close() {
      await model.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

function said(result: {
  readonly exitCode?: number;
  readonly stdout: string;
  readonly stderr: string;
}): Said {
  return { status: result.exitCode, out: result.stdout, err: result.stderr };
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** The JSON lines of an output. */
export const jsonLines = (out: string): readonly Readonly<Record<string, unknown>>[] =>
  out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]));
