import { availableParallelism, constants } from 'node:os';
import { fileChannel } from '../engine/approval/channels/file-channel.ts';
import { systemClock } from '../engine/domain/clock.ts';
import type { GateAnswer } from '../engine/domain/command.ts';
import { startEngine, type Engine, type GateMode } from '../engine/run/engine.ts';
import { isEphemeral, type Event } from '../engine/domain/event.ts';
import type { RunFinished, RunOutcome } from '../engine/domain/summary.ts';
import { withSummary } from './crash.ts';
import { ended, EXIT, type Ended } from './exit.ts';
import { finishJson, type KnownRun } from './finish-json.ts';
import { printJson } from './print.ts';
import { openProviders } from './providers.ts';
import { updateRun } from './saved-run.ts';
import type { PreparedRun } from './prepare-run.ts';

/** How a run is shown and who decides. */
export interface DriveOptions {
  readonly headless: boolean;
  readonly json: boolean;
  readonly gate: GateMode | undefined;
  readonly gateAnswer: { readonly answer: GateAnswer; readonly by: string } | null;
  /** A line that the screen's header shows. */
  readonly note: string | null;
  /** The environment that providers are configured from; that of the process unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** For a reviewer that is a script: called once the engine is there. */
  readonly onEngine?: (engine: Engine) => void;
}

type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Whether a person can see the screen and press keys. */
export function hasTerminal(options: Pick<DriveOptions, 'headless' | 'json'>): boolean {
  return process.stdout.isTTY && process.stdin.isTTY && !options.headless && !options.json;
}

/** Runs an engine to its end with a screen, with plain lines or with JSON lines, and hears the signals. */
export function drive(prepared: PreparedRun, options: DriveOptions): Promise<Ended> {
  return withSummary(options.json, async () => {
    const signals = hearSignals(prepared, options);
    try {
      return await driveEngine(prepared, options, signals);
    } finally {
      signals.release();
    }
  });
}

async function driveEngine(prepared: PreparedRun, options: DriveOptions, signals: Signals): Promise<Ended> {
  const { saved, runDir, instructions, plan } = prepared;
  const { settings } = saved;
  const known = knownRun(prepared);
  const onTerminal = hasTerminal(options);
  // Approving or rejecting asks no model.
  const asksNoModel = options.gateAnswer !== null && options.gateAnswer.answer.decision !== 'rework';
  const opened = await openProviders(settings, asksNoModel ? [] : instructions, options.env ?? process.env);
  if (!opened.ok) {
    return finishJson(
      options,
      ended(EXIT.usage, `${opened.error}; then: wingman resume ${saved.run}`),
      known,
    );
  }
  // React takes a third less time in production mode. Checks inherit the environment from before.
  const environment = { ...process.env };
  process.env['NODE_ENV'] ??= 'production';
  // Loaded before the engine starts, since a running engine must never be without a way to stop it.
  const ui = onTerminal ? await import('../ui/open-screen.tsx') : null;
  const plain = await linesFor(options.json);
  let lines = onTerminal ? null : plain;
  const started = await startEngine({
    run: saved.run,
    runDir,
    repo: saved.repo,
    workDir: saved.workDir,
    phase: saved.phase,
    start: saved.start,
    instructions,
    plan,
    settings,
    providers: opened.value.ready,
    secrets: opened.value.secrets,
    caseInsensitive: saved.caseInsensitive,
    cores: availableParallelism(),
    clock: systemClock,
    channels: [fileChannel(runDir, systemClock)],
    environment,
    gate: options.gate ?? settings.gate ?? (onTerminal ? 'ask' : 'stop'),
    gateAnswer: options.gateAnswer,
    onEvent: (event) => lines?.(event),
  });
  if (!started.ok) return finishJson(options, ended(EXIT.waiting, started.error), known);
  // Saved only when this engine holds the run: another one may be at work with other settings.
  updateRun(runDir, saved);
  const engine = started.value;
  signals.stop(engine);
  options.onEngine?.(engine);
  const screen = ui?.openScreen({ handle: engine.handle, note: options.note }) ?? null;
  // A screen that breaks has said so on stderr; the run goes on without it, and plain lines tell of it.
  const closed = screen?.closed.catch(() => {
    lines = plain;
  });
  const unheard = stopUnheard(engine, screen === null);
  try {
    const { result, ...summary } = await engine.finished;
    screen?.close();
    await closed;
    if (options.json) printJson(summary);
    return ended(summary.exit, options.json ? '' : describeEnd(summary, result));
  } finally {
    screen?.close();
    unheard();
  }
}

function knownRun({ saved }: PreparedRun): KnownRun {
  return {
    run: saved.run,
    phase: saved.phase.name,
    branch: `wingman/${saved.run}`,
    tip: saved.start.commit,
    order: saved.workers,
  };
}

async function linesFor(json: boolean): Promise<(event: Event) => void> {
  if (json) {
    return (event) => {
      if (!isEphemeral(event)) printJson(event);
    };
  }
  const { plainLine } = await import('../ui/plain-lines.ts');
  return (event) => {
    const line = plainLine(event);
    if (line !== null) process.stdout.write(`${line}\n`);
  };
}

interface Signals {
  /** From here on signals stop this engine; before, they end the process. */
  stop(engine: Engine): void;
  release(): void;
}

/** The first signal stops the run cleanly; a second Ctrl+C ends the process at once. */
function hearSignals(prepared: PreparedRun, options: DriveOptions): Signals {
  const heard = new Set<StopSignal>();
  let target: Engine | null = null;
  const listeners = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => {
    const listener = (): void => {
      const status = 128 + constants.signals[signal];
      if (target === null) {
        finishJson(options, ended(status), knownRun(prepared));
        process.exit(status);
      }
      if (heard.has(signal) && signal === 'SIGINT') process.exit(status);
      heard.add(signal);
      target.handle.send({ type: 'stop', cause: signal });
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  return {
    stop(engine) {
      target = engine;
    },
    release() {
      for (const off of listeners) off();
    },
  };
}

/** A closed output pipe counts as a hang-up: the run stops and can be resumed. */
function stopUnheard(engine: Engine, isPlain: boolean): () => void {
  if (!isPlain) return () => undefined;
  const listener = (): void => engine.handle.send({ type: 'stop', cause: 'SIGHUP' });
  process.stdout.on('error', listener);
  return () => process.stdout.off('error', listener);
}

/** What a person reads last: how it ended, and what to do next. */
export function describeEnd(summary: RunFinished, outcome: RunOutcome): string {
  const { run, workers, proven, unproven, branch } = summary;
  const accepted = `${proven + unproven} of ${workers} workers accepted (${proven} proven, ${unproven} unproven)`;
  switch (outcome.type) {
    case 'merged':
      return `${accepted}; merged into ${outcome.into} as ${outcome.commit.slice(0, 10)}, tag ${outcome.tag}`;
    case 'rejected':
      return `${accepted}; ${outcome.why}. The branch ${branch} is kept.`;
    case 'waiting':
      return outcome.at === 'gate'
        ? `${accepted}; ${outcome.why}. Answer with: wingman gate approve|reject|rework   or: wingman resume ${run}`
        : `${accepted}; ${outcome.why}. Go on with: wingman resume ${run}`;
    case 'stopped':
      return `stopped by ${outcome.signal}; ${accepted}. Go on with: wingman resume ${run}`;
    case 'failed':
      return `failed: ${outcome.why}. Go on with: wingman resume ${run}`;
  }
}
