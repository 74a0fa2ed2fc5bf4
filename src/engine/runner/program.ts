/**
 * The runner: one small process that starts every other process of a run, since a process that is large takes ten
 * times as long to fork. It speaks `protocol.ts` on stdin and stdout, keeps nothing that grows, and loads nothing but
 * Node itself and a few lines of ours. When its stdin ends, however the engine ended, it ends all that it started, and
 * then itself.
 */
import { systemClock } from '../domain/clock.ts';
import { startChild, type Child } from './child.ts';
import { bytesFrame, createFrameReader, messageFrame, type ToRunner } from './protocol.ts';

const children = new Map<number, Child>();
/** How long Git may take to remove its locks and what it has half made. */
const GRACE_MS = 1_000;

/** The engine is gone, or wants no more. */
let isEnding = false;
let isGathering = false;

/**
 * Sends a frame; where the engine does not keep up, the children's outputs wait until it does. All that happened since
 * the last look goes out in one write, since each one wakes the engine.
 */
function send(frame: Buffer): void {
  if (isEnding) return;
  if (!isGathering) {
    isGathering = true;
    process.stdout.cork();
    setImmediate(() => {
      isGathering = false;
      process.stdout.uncork();
    });
  }
  if (process.stdout.write(frame)) return;
  for (const child of children.values()) child.pause();
}

process.stdout.on('drain', () => {
  for (const child of children.values()) child.resume();
});

function obey(message: ToRunner): void {
  const { id } = message;
  switch (message.type) {
    case 'start':
      children.set(
        id,
        startChild(message.request, {
          onOutput: (stream, bytes) => send(bytesFrame(id, stream, bytes)),
          onExit: (exit) => {
            children.delete(id);
            if (isEnding && children.size === 0) process.exit(0);
            send(messageFrame({ type: 'exit', id, ...exit }));
          },
        }),
      );
      return;
    case 'close-input':
      return children.get(id)?.closeInput();
    case 'signal':
      return children.get(id)?.signal(message.signal);
  }
}

/** Nobody is there any more who could want what still runs: it is ended, and killed where that takes long. */
function endAll(): void {
  if (isEnding) return;
  isEnding = true;
  if (children.size === 0) process.exit(0);
  for (const child of children.values()) child.end();
  systemClock.after(GRACE_MS, () => {
    for (const child of children.values()) child.destroy();
    process.exit(0);
  });
}

process.stdin.on(
  'data',
  createFrameReader<ToRunner>((frame) => {
    if (frame.kind === 'message') obey(frame.message);
    else children.get(frame.id)?.write(frame.bytes);
  }),
);
process.stdin.on('end', endAll);
process.stdin.on('error', endAll);
process.stdout.on('error', endAll);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, endAll);
