import { availableParallelism } from 'node:os';
import { systemClock } from '../engine/clock.ts';
import type { GateAnswer } from '../engine/command.ts';
import { startEngine, type Engine, type GateMode } from '../engine/engine.ts';
import { isEphemeral, type Event } from '../engine/event.ts';
import type { RunFinished } from '../engine/summary.ts';
import type { Outcome } from '../engine/summary.ts';
import { ended, EXIT, type Ended } from './exit.ts';
import { openProviders } from './providers.ts';
import type { PreparedRun } from './prepare-run.ts';

/** How a run is shown and who decides. */
export interface DriveOptions {
  readonly headless: boolean;
  readonly json: boolean;
  readonly gate: GateMode | undefined;
  readonly gateAnswer: { readonly answer: GateAnswer; readonly by: string } | null;
  /** A line that the screen's header shows. */
  readonly note: string | null;
  /** For a reviewer that is a script: called once the engine is there. */
  readonly onEngine?: (engine: Engine) => void;
}

/** Runs an engine to its end with a screen, with plain lines or with JSON lines, and hears the signals. */
export async function drive(prepared: PreparedRun, options: DriveOptions): Promise<Ended> {
  const { saved, runDir, instructions, plan } = prepared;
  const { settings } = saved;
  const hasTerminal = process.stdout.isTTY && process.stdin.isTTY && !options.headless && !options.json;
  const opened = await openProviders(settings, instructions);
  if (!opened.ok) return finishJson(options, ended(EXIT.usage, opened.error));
  const lines = hasTerminal ? null : await linesFor(options.json);
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
    gate: options.gate ?? settings.gate ?? (hasTerminal ? 'ask' : 'stop'),
    gateAnswer: options.gateAnswer,
    onEvent: (event) => lines?.(event),
  });
  if (!started.ok) return finishJson(options, ended(EXIT.waiting, started.error));
  const engine = started.value;
  const release = hearSignals(engine);
  options.onEngine?.(engine);
  const screen = hasTerminal
    ? (await import('../ui/open-screen.tsx')).openScreen({ handle: engine.handle, note: options.note })
    : null;
  try {
    const finished = await engine.finished;
    screen?.close();
    await screen?.closed;
    const { result, ...summary } = finished;
    if (options.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
    return ended(summary.exit, options.json ? '' : describeEnd(summary, result));
  } finally {
    screen?.close();
    release();
  }
}

async function linesFor(json: boolean): Promise<(event: Event) => void> {
  if (json) {
    return (event) => {
      if (!isEphemeral(event)) process.stdout.write(`${JSON.stringify(event)}\n`);
    };
  }
  const { plainLine } = await import('../ui/plain-lines.ts');
  return (event) => {
    const line = plainLine(event);
    if (line !== null) process.stdout.write(`${line}\n`);
  };
}

/** The first signal stops the run cleanly; a second one of the same kind ends the process at once. */
function hearSignals(engine: Engine): () => void {
  const heard = new Set<string>();
  const listeners = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => {
    const listener = (): void => {
      if (heard.has(signal) && signal === 'SIGINT') process.exit(130);
      heard.add(signal);
      engine.handle.send({ type: 'stop', cause: signal });
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => {
    for (const off of listeners) off();
  };
}

/** What a person reads last: how it ended, and what to do next. */
export function describeEnd(summary: RunFinished, outcome: Outcome): string {
  const { run, workers, proven, unproven, branch } = summary;
  const accepted = `${proven + unproven} of ${workers} workers accepted (${proven} proven, ${unproven} unproven)`;
  switch (outcome.type) {
    case 'merged':
      return `${accepted}; merged into ${outcome.into} as ${outcome.commit.slice(0, 10)}, tag ${outcome.tag}`;
    case 'rejected':
      return `${accepted}; ${outcome.why}. The branch ${branch} is kept.`;
    case 'waiting':
      return `${accepted}; ${outcome.why}. Go on with: wingman resume ${run}   or: wingman gate approve|reject`;
    case 'stopped':
      return `stopped by ${outcome.signal}; ${accepted}. Go on with: wingman resume ${run}`;
    case 'failed':
      return `failed: ${outcome.why}. Go on with: wingman resume ${run}`;
  }
}

/** `--json` ends with a summary on every exit, also when nothing ran. */
export function finishJson(options: { readonly json: boolean }, end: Ended): Ended {
  if (!options.json) return end;
  const none = { run: '', phase: '', branch: '', commit: '', workers: 0, proven: 0, unproven: 0, failed: 0 };
  const summary = {
    type: 'run-finished',
    ...none,
    outcome: 'failed',
    exit: end.status,
    escalated: 0,
    blocked: 0,
    skipped: 0,
    waived: 0,
    firstTry: 0,
    costUsd: null,
    durationMs: 0,
  };
  process.stdout.write(`${JSON.stringify(summary)}\n`);
  return end;
}
