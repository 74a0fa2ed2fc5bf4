/**
 * What the engine and the runner say to each other, as plain data: start, input, signal; output, exit. The same
 * messages can go to a sandbox or to another machine. A message is one frame on a byte stream:
 *
 *   length (4 bytes, of what follows) · kind (1 byte) · JSON, or for bytes: id (4 bytes) · stream (1 byte) · bytes
 *
 * Numbers are unsigned and little-endian.
 */

/** What a process is started with. */
export interface StartRequest {
  /** The program and its arguments; a name without a slash is looked up on the PATH of `env`. */
  readonly argv: readonly [string, ...string[]];
  /** Absolute path of the folder that it runs in. */
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** `none` gives it an empty stdin; an open one is written to by `input` and ended by `close-input`. */
  readonly stdin: 'none' | 'open';
  /** Given to it on descriptor 3, so that it stands in no command line and in no file; null opens none. */
  readonly script: string | null;
  /** `NAME=value` in the environment of all that it starts: how a descendant that left its group is found. */
  readonly mark: string | null;
  /** How it is kept apart: as the leader of a process group and session of its own. */
  readonly sandbox: 'group';
}

/** From the engine to the runner. */
export type ToRunner =
  | { readonly type: 'start'; readonly id: number; readonly request: StartRequest }
  | { readonly type: 'close-input'; readonly id: number }
  /** To the whole process group. */
  | { readonly type: 'signal'; readonly id: number; readonly signal: EndSignal };

export type EndSignal = 'SIGTERM' | 'SIGKILL';

/** From the runner to the engine. Each start has one exit, its last message. */
export type FromRunner = { readonly type: 'exit'; readonly id: number } & ProcessExit;

/** How a process ended: by the status that `wait` gave to the runner. */
export interface ProcessExit {
  /** The exit status; null where a signal ended it, or it did not start. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Command lines of what it left running; ended by now. */
  readonly leftBehind: readonly string[];
  /** Why it did not start, or why nobody knows how it ended; null where it ended by itself. */
  readonly error: string | null;
}

/** Where bytes belong: what a process is given, or what it prints. */
export type ByteStream = 'stdin' | 'stdout' | 'stderr';

/** One frame, taken apart. */
export type Frame<Message> =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'bytes'; readonly id: number; readonly stream: ByteStream; readonly bytes: Buffer };

const MESSAGE = 0;
const BYTES = 1;
const STREAMS: readonly ByteStream[] = ['stdin', 'stdout', 'stderr'];
const LENGTH_BYTES = 4;
/** A longer frame is no frame of ours. */
const MAX_FRAME = 256 * 1024 * 1024;

export function messageFrame(message: ToRunner | FromRunner): Buffer {
  const body = JSON.stringify(message);
  const length = 1 + Buffer.byteLength(body);
  const frame = Buffer.allocUnsafe(LENGTH_BYTES + length);
  frame.writeUInt32LE(length, 0);
  frame.writeUInt8(MESSAGE, LENGTH_BYTES);
  frame.write(body, LENGTH_BYTES + 1, 'utf8');
  return frame;
}

export function bytesFrame(id: number, stream: ByteStream, bytes: Buffer): Buffer {
  const head = Buffer.allocUnsafe(LENGTH_BYTES + 6);
  head.writeUInt32LE(6 + bytes.length, 0);
  head.writeUInt8(BYTES, LENGTH_BYTES);
  head.writeUInt32LE(id, LENGTH_BYTES + 1);
  head.writeUInt8(STREAMS.indexOf(stream), LENGTH_BYTES + 5);
  return Buffer.concat([head, bytes]);
}

/** Reads frames out of a byte stream, however it is cut. */
export function createFrameReader<Message>(
  onFrame: (frame: Frame<Message>) => void,
): (chunk: Buffer) => void {
  let pending: Buffer[] = [];
  let size = 0;
  let wanted = LENGTH_BYTES;
  return (chunk) => {
    pending.push(chunk);
    size += chunk.length;
    // A long frame comes in many chunks: they are joined once, when all of it is there.
    if (size < wanted) return;
    let bytes = pending.length === 1 ? chunk : Buffer.concat(pending);
    for (;;) {
      wanted = LENGTH_BYTES + (bytes.length < LENGTH_BYTES ? 0 : bytes.readUInt32LE(0));
      if (wanted > MAX_FRAME) throw new Error(`a frame of ${wanted} bytes is none of the runner's protocol`);
      if (bytes.length < LENGTH_BYTES || bytes.length < wanted) break;
      onFrame(readFrame<Message>(bytes.subarray(LENGTH_BYTES, wanted)));
      bytes = bytes.subarray(wanted);
    }
    pending = bytes.length === 0 ? [] : [bytes];
    size = bytes.length;
  };
}

function readFrame<Message>(body: Buffer): Frame<Message> {
  if (body.readUInt8(0) === MESSAGE)
    return { kind: 'message', message: JSON.parse(body.toString('utf8', 1)) as Message };
  const stream = STREAMS[body.readUInt8(5)] ?? 'stdout';
  return { kind: 'bytes', id: body.readUInt32LE(1), stream, bytes: body.subarray(6) };
}
