import { spawn } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  bytesFrame,
  createFrameReader,
  messageFrame,
  type EndSignal,
  type FromRunner,
  type ProcessExit,
  type StartRequest,
} from './protocol.ts';

/** Starts processes, each in a group of its own, and ends all of them with the engine, however that ends. */
export interface Runner {
  /** Starts one. It has one exit, also where it cannot be started. */
  start(request: StartRequest, listener: ProcessListener): RunningProcess;
  /** Ends the runner and what it still runs. */
  close(): void;
}

export interface ProcessListener {
  onOutput(stream: 'stdout' | 'stderr', bytes: Buffer): void;
  onExit(exit: ProcessExit): void;
}

export interface RunningProcess {
  /** To its stdin, which must have been opened. */
  write(bytes: Buffer | string): void;
  closeInput(): void;
  /** To its whole group. */
  signal(signal: EndSignal): void;
}

/** The small process's program: TypeScript beside TypeScript, JavaScript beside JavaScript. */
const PROGRAM = fileURLToPath(new URL(`./program${extname(import.meta.filename)}`, import.meta.url));

/**
 * It is small for good: a fork costs in proportion to its memory, and it runs too little code to be worth compiling.
 * Without its compilers, Node cannot read TypeScript.
 */
const SMALL = ['--max-semi-space-size=1', ...(extname(PROGRAM) === '.js' ? ['--lite-mode'] : [])];

/**
 * Starts the small process that starts all others (see `program.ts`), in a session of its own, so that neither a
 * hang-up nor Ctrl+C reaches it. Its environment holds nothing of the engine's.
 * @param onLost called when the small process is gone without having been closed: what it ran has no owner any more
 */
export function openRunner(onLost: () => void = () => undefined): Runner {
  const listeners = new Map<number, ProcessListener>();
  let count = 0;
  let isClosed = false;
  let lost: string | null = null;
  const child = spawn(process.execPath, ['--no-warnings', ...SMALL, PROGRAM], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
  });
  // While nothing runs, the runner does not keep the engine's process alive.
  const keepAlive = (isNeeded: boolean): void => {
    const handles = [child, child.stdin, child.stdout] as unknown as { ref(): void; unref(): void }[];
    for (const handle of handles)
      if (isNeeded) handle.ref();
      else handle.unref();
  };
  const settle = (id: number, exit: ProcessExit): void => {
    const listener = listeners.get(id);
    listeners.delete(id);
    if (listeners.size === 0) keepAlive(false);
    listener?.onExit(exit);
  };
  const lose = (why: string): void => {
    if (lost !== null) return;
    lost = why;
    if (!isClosed) onLost();
    for (const id of [...listeners.keys()]) settle(id, unstarted(why));
  };
  let isGathering = false;
  /** Frames of one turn go out in one write: each one wakes the runner. */
  const send = (frame: Buffer): void => {
    if (!isGathering) {
      isGathering = true;
      child.stdin.cork();
      process.nextTick(() => {
        isGathering = false;
        child.stdin.uncork();
      });
    }
    child.stdin.write(frame);
  };
  child.on('error', ({ message }) => lose(`the runner could not be started: ${message}`));
  child.on('exit', (code, signal) => lose(`the runner ended (${signal ?? `status ${code ?? 'unknown'}`})`));
  child.stdin.on('error', () => undefined);
  child.stdout.on(
    'data',
    createFrameReader<FromRunner>((frame) => {
      if (frame.kind === 'message') {
        const { id, code, signal, leftBehind, error } = frame.message;
        return settle(id, { code, signal, leftBehind, error });
      }
      if (frame.stream !== 'stdin') listeners.get(frame.id)?.onOutput(frame.stream, frame.bytes);
    }),
  );
  keepAlive(false);
  return {
    start(request, listener) {
      count += 1;
      const id = count;
      if (lost !== null || isClosed) {
        const why = lost ?? 'the runner is closed';
        queueMicrotask(() => listener.onExit(unstarted(why)));
      } else {
        if (listeners.size === 0) keepAlive(true);
        listeners.set(id, listener);
        send(messageFrame({ type: 'start', id, request }));
      }
      const tell = (frame: Buffer): void => {
        if (listeners.has(id)) send(frame);
      };
      return {
        write: (bytes) => tell(bytesFrame(id, 'stdin', Buffer.from(bytes))),
        closeInput: () => tell(messageFrame({ type: 'close-input', id })),
        signal: (signal) => tell(messageFrame({ type: 'signal', id, signal })),
      };
    },
    close() {
      isClosed = true;
      child.stdin.end();
    },
  };
}

const unstarted = (why: string): ProcessExit => ({ code: null, signal: null, leftBehind: [], error: why });
