import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { sleep, type Clock } from '../engine/domain/clock.ts';
import { characterBorder } from './compose-answer.ts';
import { estimateTokens, promptCharacters, type ModelCall } from './conversation.ts';
import type { FaultName } from './faults.ts';
import type { ModelReply } from './model.ts';
import { paceText } from './stream-pace.ts';
import type { WireReply } from './wire.ts';

/** How fast a reply goes out. */
export interface Speed {
  readonly clock: Clock;
  /** `null` for as fast as it goes. */
  readonly tokensPerSecond: number | null;
}

/** The speed whose tenth a slow answer has, where no speed is set. */
const NOMINAL_TOKENS_PER_SECOND = 500;
/** The tokens that come before a stall. */
const STALL_TOKENS = 8;

/** Writes and waits until there is room for more; `flushed` waits until the system has taken it. */
async function write(res: ServerResponse, data: string, signal: AbortSignal, flushed = false): Promise<void> {
  if (data === '' || signal.aborted) return;
  if (flushed) return new Promise((resolve) => res.write(data, () => resolve()));
  if (res.write(data)) return;
  await once(res, 'drain', { signal }).catch(() => undefined);
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Characters that are sent before the connection fails. */
function reach(text: string, fault: FaultName): number {
  if (fault === 'stall') return characterBorder(text, Math.min(text.length, STALL_TOKENS * 4));
  if (fault === 'disconnect') return characterBorder(text, Math.floor(text.length / 2));
  return text.length;
}

/**
 * Sends a reply, streamed or whole, at its speed. A stall ends with the signal, which the end of the
 * connection aborts, whoever ends it; a disconnect destroys the connection half way.
 */
export async function sendReply(
  res: ServerResponse,
  wire: WireReply,
  call: ModelCall,
  reply: ModelReply,
  fault: FaultName,
  speed: Speed,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = speed;
  const tokensPerSecond =
    fault === 'slow' ? (speed.tokensPerSecond ?? NOMINAL_TOKENS_PER_SECOND) / 10 : speed.tokensPerSecond;
  const usage = {
    inputTokens: estimateTokens(promptCharacters(call.messages)),
    outputTokens: estimateTokens(reply.text.length),
  };
  const { pieces, delayMs } = paceText(reply.text.slice(0, reach(reply.text, fault)), tokensPerSecond);
  const broken = fault === 'stall' || fault === 'disconnect';

  if (call.stream) {
    res.writeHead(200, { 'content-type': wire.streamType, 'cache-control': 'no-cache' });
    res.flushHeaders();
    await write(res, wire.start(), signal, broken);
    for (const piece of pieces) {
      if (delayMs > 0) await sleep(clock, delayMs, signal);
      if (signal.aborted) return;
      await write(res, wire.piece(piece), signal, broken);
    }
  } else {
    if (delayMs > 0) await sleep(clock, delayMs * pieces.length, signal);
    if (signal.aborted) return;
    const body = JSON.stringify(wire.whole(reply, usage));
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    res.flushHeaders();
    if (!broken) {
      res.end(body);
      return;
    }
    if (fault === 'disconnect') await write(res, body.slice(0, body.length / 2), signal, true);
  }

  if (fault === 'disconnect') res.destroy();
  else if (fault === 'stall') await untilAborted(signal);
  else if (!signal.aborted) res.end(wire.finish(reply, usage));
}
