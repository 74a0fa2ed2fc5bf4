import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { endGroup, isRunning, killQuietly, listProcesses, type Killed } from './leftovers.ts';
import type { EndSignal, ProcessExit, StartRequest } from './protocol.ts';

/** A process that the runner started, the leader of its own group. */
export interface Child {
  write(bytes: Buffer): void;
  closeInput(): void;
  /** To the whole group. */
  signal(signal: EndSignal): void;
  pause(): void;
  resume(): void;
  /** Ends the group: what is marked at once, with what left it; what is not, Git above all, so that it can tidy up. */
  end(): void;
  /** Kills the group and what left it, at once. */
  destroy(): void;
}

interface Listener {
  readonly onOutput: (stream: 'stdout' | 'stderr', bytes: Buffer) => void;
  readonly onExit: (exit: ProcessExit) => void;
}

/** How long output is waited for after the leader's exit: what has left the group may hold the pipe open for ever. */
const DRAIN_MS = 1_000;
/** How long what was killed may take to be gone, and how often it is looked at. */
const DEATH_MS = 1_000;
const DEATH_LOOK_MS = 2;

/** Starts a process as the leader of a session and group of its own. Its end is the end of the whole group. */
export function startChild(request: StartRequest, listener: Listener): Child {
  // Only what is marked can be told from the rest of the machine.
  const before = new Set(request.mark === null ? [] : listProcesses());
  const started = spawnQuietly(request);
  if (typeof started === 'string' || started.pid === undefined) {
    const error = typeof started === 'string' ? started : null;
    return reportUnstarted(started, error, listener);
  }
  const { pid } = started;
  const { stdin, stdout, stderr } = started;
  const script = started.stdio[3] as Writable | undefined;
  const inputs = [stdin, script].filter((stream) => stream !== null && stream !== undefined);
  // What it does not read is its own affair.
  for (const input of inputs) input.on('error', () => undefined);
  if (request.script !== null) script?.end(request.script);
  const outputs = [stdout, stderr].filter((stream): stream is Readable => stream !== null);
  stdout?.on('data', (bytes: Buffer) => listener.onOutput('stdout', bytes));
  stderr?.on('data', (bytes: Buffer) => listener.onOutput('stderr', bytes));

  let drain: NodeJS.Timeout | null = null;
  let killed: Killed = { pids: [], commands: [] };
  started.on('exit', () => {
    killed = endGroup(pid, request.mark, before);
    drain = setTimeout(() => {
      for (const output of outputs) output.destroy();
    }, DRAIN_MS);
  });
  started.on('close', (code, signal) => {
    if (drain !== null) clearTimeout(drain);
    afterDeath(killed.pids, () =>
      listener.onExit({ code, signal, leftBehind: killed.commands, error: null }),
    );
  });
  return {
    write: (bytes) => void stdin?.write(bytes),
    closeInput: () => void stdin?.end(),
    signal: (signal) => void killQuietly(-pid, signal),
    pause: () => outputs.forEach((output) => output.pause()),
    resume: () => outputs.forEach((output) => output.resume()),
    end: () =>
      void (request.mark === null ? killQuietly(-pid, 'SIGTERM') : endGroup(pid, request.mark, before)),
    destroy: () => void endGroup(pid, request.mark, before),
  };
}

/** Calls `then` when none of the processes runs any more: their last writes are done. It is not waited for ever. */
function afterDeath(pids: readonly number[], then: () => void, waitedMs = 0): void {
  const running = pids.filter(isRunning);
  if (running.length === 0 || waitedMs >= DEATH_MS) return then();
  setTimeout(() => afterDeath(running, then, waitedMs + DEATH_LOOK_MS), DEATH_LOOK_MS);
}

/** The process, or why there is none: some reasons are thrown, others come as an event. */
function spawnQuietly({ argv, cwd, env, stdin, script }: StartRequest): ChildProcess | string {
  const [file, ...args] = argv;
  try {
    return spawn(file, args, {
      cwd,
      env,
      detached: true,
      stdio: [
        stdin === 'open' ? 'pipe' : 'ignore',
        'pipe',
        'pipe',
        ...(script === null ? [] : ['pipe' as const]),
      ],
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Tells of a process that did not start, once the reason is known. */
function reportUnstarted(started: ChildProcess | string, error: string | null, { onExit }: Listener): Child {
  const tell = (why: string): void => onExit({ code: null, signal: null, leftBehind: [], error: why });
  if (typeof started === 'string') setImmediate(() => tell(error ?? 'could not be started'));
  else started.on('error', ({ message }) => tell(message));
  const nothing = (): void => undefined;
  return {
    write: nothing,
    closeInput: nothing,
    signal: nothing,
    pause: nothing,
    resume: nothing,
    end: nothing,
    destroy: nothing,
  };
}
