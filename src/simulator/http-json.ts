import type { IncomingMessage, ServerResponse } from 'node:http';
import { err, ok, type Result } from '../engine/domain/result.ts';

/** The largest body that is read, in bytes. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** Bytes that are discarded at most, so that a client that sent too much can still read why it was refused. */
const MAX_DRAINED_BYTES = 4 * MAX_BODY_BYTES;

/** Why a body was not read, with the status to answer with. */
export interface BodyFault {
  readonly status: 400 | 413;
  readonly message: string;
}

/** Reads a JSON body of at most 16 MB. The server's request timeout limits the wait. */
export async function readJson(req: IncomingMessage): Promise<Result<unknown, BodyFault>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of req as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
      else chunks.length = 0;
      if (bytes > MAX_DRAINED_BYTES) break;
    }
  } catch {
    return err({ status: 400, message: 'the request ended before its body' });
  }
  if (bytes > MAX_BODY_BYTES)
    return err({ status: 413, message: `the body is over ${MAX_BODY_BYTES} bytes` });
  try {
    return ok(JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return err({ status: 400, message: `the body is not JSON: ${detail}` });
  }
}

/** Answers with a JSON body and ends the response. */
export function sendJson(
  res: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (res.destroyed || res.headersSent) return;
  res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
