import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { prepareNewRun, prepareSavedRun, type PreparedRun } from '../../src/cli/prepare-run.ts';
import { fileChannel } from '../../src/engine/approval/channels/file-channel.ts';
import { systemClock, type Clock } from '../../src/engine/domain/clock.ts';
import type { GateAnswer } from '../../src/engine/domain/command.ts';
import type { Settings, SettingsInput } from '../../src/engine/settings/settings.ts';
import { startEngine, type Engine, type GateMode } from '../../src/engine/run/engine.ts';
import type { Event } from '../../src/engine/domain/event.ts';
import { createOllama } from '../../src/engine/provider/ollama/client.ts';
import { createOpenAI } from '../../src/engine/provider/openai/client.ts';
import type { Mitigate } from '../../src/engine/mitigation/ladder.ts';
import type { ProviderName } from '../../src/engine/domain/provider-name.ts';
import { createRateLimit } from '../../src/engine/provider/rate-limit.ts';
import type { Result } from '../../src/engine/domain/result.ts';
import type { ReadyProvider } from '../../src/engine/provider/ready-provider.ts';
import { startSimulator, type SimulatorOptions } from '../../src/simulator/server.ts';
import { chatChunk, sendEvents, sendJSON, serveModel, type ServedCall } from './model-server.ts';
import { writeAnswers, writePhase, type WorkerSpec } from './phase-files.ts';
import { tempFolder } from './temp.ts';
import { tempRepo, type TempRepo } from './temp-repo.ts';

/** A key that no real provider would take, and that every leak of it is found by. */
export const TEST_KEY = 'sk-test-0123456789abcdef';
const REQUEST_LIMIT_MS = 60_000;

export interface RigOptions {
  readonly workers: readonly WorkerSpec[];
  readonly repo?: TempRepo;
  /** Further lines of `phase.yaml`; its name is always one that no other run has. */
  readonly phaseYaml?: string;
  /** Faults and speed of the simulated model. */
  readonly simulator?: Omit<SimulatorOptions, 'answersDir'>;
  /** Own words instead of the simulated model's: what it answers to a worker's nth request, from 1. */
  readonly replies?: (worker: string, n: number) => string | Promise<string>;
  /** Folder of answers that is there already. */
  readonly answersDir?: string;
  /** Folder of worker files that is there already; `workers` is not written then. */
  readonly workersDir?: string;
}

/** Everything around an engine: a repo, a phase, a model on loopback, folders for state and worktrees. */
export interface Rig {
  readonly repo: TempRepo;
  readonly workersDir: string;
  readonly stateDir: string;
  readonly workDir: string;
  readonly url: string;
  readonly providers: ReadonlyMap<ProviderName, ReadyProvider>;
  /** A new run: saved, parsed and planned. */
  prepare(flags?: SettingsInput): Promise<Result<PreparedRun, string>>;
  /** Prepares a new run and starts its engine. */
  start(options?: StartOptions): Promise<RunningEngine>;
  /** Starts an engine for a run that another one has left. */
  resume(
    runDir: string,
    options?: Omit<StartOptions, 'flags'> & { flags?: Partial<Settings> },
  ): Promise<RunningEngine>;
}

export interface StartOptions {
  readonly flags?: SettingsInput;
  readonly gate?: GateMode;
  readonly gateAnswer?: { readonly answer: GateAnswer; readonly by: string };
  readonly clock?: Clock;
  readonly cores?: number;
  readonly secrets?: readonly string[];
  /** What follows a failed attempt; the ladder unless told. */
  readonly mitigate?: Mitigate;
  /** Called with every event, in order, once the engine is there. */
  readonly onEvent?: (event: Event, engine: Engine) => void;
}

/** An engine at work, and what it has said so far. */
export interface RunningEngine extends Engine {
  readonly prepared: PreparedRun;
  readonly events: readonly Event[];
  /** The first event of a type that fits, past or future. */
  until<T extends Event['type']>(
    type: T,
    fits?: (event: Extract<Event, { type: T }>) => boolean,
  ): Promise<Extract<Event, { type: T }>>;
  /** All events of a type so far. */
  all<T extends Event['type']>(type: T): readonly Extract<Event, { type: T }>[];
}

/** Sets everything up; all of it goes when the test ends. */
export async function makeRig(options: RigOptions): Promise<Rig> {
  const base = tempFolder('wingman-rig-');
  const repo = options.repo ?? tempRepo();
  const workersDir = options.workersDir ?? join(base, 'workers');
  const answersDir = options.answersDir ?? join(base, 'answers');
  const stateDir = join(base, 'state');
  const workDir = join(base, 'work');
  mkdirSync(answersDir, { recursive: true });
  if (options.workersDir === undefined) {
    const name = `rig-${randomBytes(4).toString('hex')}`;
    writePhase(workersDir, options.workers, `name: ${name}\n${options.phaseYaml ?? ''}`);
  }
  if (options.answersDir === undefined) writeAnswers(answersDir, options.workers);
  const model =
    options.replies === undefined
      ? await startSimulator({ ...options.simulator, answersDir })
      : await serveReplies(options.replies);
  onTestFinished(() => model.close());
  const providers = readyProviders(model.url);
  const places = { repo: repo.dir, workersDir, state: stateDir, work: workDir };
  const launch = async (prepared: PreparedRun, how: Omit<StartOptions, 'flags'>): Promise<RunningEngine> => {
    const running = await launchEngine(prepared, providers, how);
    onTestFinished(async () => {
      running.handle.send({ type: 'stop', cause: 'key' });
      await running.finished;
    });
    return running;
  };
  const prepare: Rig['prepare'] = (flags = {}) => prepareNewRun(undefined, places, flags);
  return {
    repo,
    workersDir,
    stateDir,
    workDir,
    url: model.url,
    providers,
    prepare,
    start: async ({ flags, ...how } = {}) => launch(valueOf(await prepare(flags)), how),
    resume: async (runDir, { flags, ...how } = {}) =>
      launch(valueOf(await prepareSavedRun(runDir, flags ?? {})), how),
  };
}

/** The value of a result that must be one. */
export function valueOf<T>(result: Result<T, unknown>): T {
  if (result.ok) return result.value;
  throw new Error(`expected a value: ${JSON.stringify(result.error)}`);
}

/** The error of a result that must be one. */
export function errorOf<E>(result: Result<unknown, E>): E {
  if (!result.ok) return result.error;
  throw new Error(`expected an error: ${JSON.stringify(result.value)}`);
}

/** Both providers, through their own packages. */
export function readyProviders(url: string): ReadonlyMap<ProviderName, ReadyProvider> {
  const openai = createOpenAI({
    apiKey: TEST_KEY,
    baseURL: `${url}/v1`,
    api: 'chat',
    requestTimeoutMs: REQUEST_LIMIT_MS,
  });
  const ollama = createOllama({ host: url, requestTimeoutMs: REQUEST_LIMIT_MS });
  const rate = createRateLimit(100_000, systemClock);
  return new Map([
    ['openai', { provider: openai, model: 'simulated', rate }],
    ['ollama', { provider: ollama, model: 'simulated', rate }],
  ]);
}

/** Every event that a run's journal holds. */
export function journalOf(runDir: string): readonly Event[] {
  const lines = readFileSync(join(runDir, 'journal.jsonl'), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Event);
}

async function launchEngine(
  prepared: PreparedRun,
  providers: Rig['providers'],
  how: Omit<StartOptions, 'flags'>,
): Promise<RunningEngine> {
  const { saved, runDir, instructions, plan } = prepared;
  const events: Event[] = [];
  const listeners = new Set<(event: Event) => void>();
  let engine: Engine | null = null;
  const started = await startEngine({
    ...saved,
    runDir,
    instructions,
    plan,
    providers,
    secrets: how.secrets ?? [TEST_KEY],
    channels: [fileChannel(runDir, how.clock ?? systemClock)],
    cores: how.cores ?? 2,
    ...(how.mitigate === undefined ? {} : { mitigate: how.mitigate }),
    clock: how.clock ?? systemClock,
    gate: how.gate ?? 'auto',
    gateAnswer: how.gateAnswer ?? null,
    onEvent: (event) => {
      events.push(event);
      if (engine !== null) how.onEvent?.(event, engine);
      for (const listener of [...listeners]) listener(event);
    },
  });
  engine = valueOf(started);
  return {
    ...engine,
    prepared,
    events,
    all: (type) => events.filter((event) => event.type === type) as never,
    until: (type, fits = () => true) =>
      new Promise((resolve) => {
        const hear = (event: Event): void => {
          if (event.type !== type || !fits(event as Parameters<typeof fits>[0])) return;
          listeners.delete(hear);
          resolve(event as Parameters<typeof fits>[0]);
        };
        listeners.add(hear);
        for (const event of events) hear(event);
      }),
  };
}

/** A server that speaks Chat Completions and says what the test wants it to say. */
async function serveReplies(
  reply: NonNullable<RigOptions['replies']>,
): Promise<{ url: string; close(): Promise<void> }> {
  const asked = new Map<string, number>();
  const answer = async (call: ServedCall, response: ServerResponse): Promise<void> => {
    if (call.path !== '/v1/chat/completions') {
      sendJSON(response, 200, { id: 'simulated', object: 'model', created: 1, owned_by: 'test' });
      return;
    }
    const worker = /WORKER_\d+/.exec(JSON.stringify(call.body['messages']))?.[0] ?? '';
    const n = (asked.get(worker) ?? 0) + 1;
    asked.set(worker, n);
    const text = await reply(worker, n);
    sendEvents(response, [chatChunk({ role: 'assistant', content: text }), chatChunk({}, 'stop'), '[DONE]']);
    response.end();
  };
  return serveModel((call, response) => void answer(call, response));
}

/** A file as a model sends it. */
export function asAnswer(path: string, content: string): string {
  return `**${path}**\n\n\`\`\`\n${content}\n\`\`\`\n`;
}
