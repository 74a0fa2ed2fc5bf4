import { requestFault, serverFault } from '../fault.ts';
import type { RequestFault } from '../provider.ts';
import { readRetryAfter } from '../retry-after.ts';

/** The `fetch` that the `ollama` package is given, under this request's own signal. */
export interface OllamaWire {
  readonly fetch: typeof fetch;
  /** What was wrong with the newest response; null when nothing was, or the network. */
  fault(): RequestFault | null;
}

/** The longest line of a stream; one without an end must not fill the memory. */
const LONGEST_LINE = 16 * 1024 * 1024;

/**
 * The package passes no signal to the server until it has answered, drops the headers of a refusal, writes to the
 * console and leaves out lines that it cannot read, so that an answer would lose its middle. This `fetch` handles all
 * of that before the package sees a response.
 * @param now epoch ms, for a Retry-After that names a date
 */
export function ollamaWire(signal: AbortSignal, send: typeof fetch, now: () => number): OllamaWire {
  let fault: RequestFault | null = null;
  const fail = (found: RequestFault): never => {
    fault ??= found;
    throw new Error(fault.detail);
  };
  return {
    fault: () => fault,
    fetch: async (input, init) => {
      fault = null;
      const response = await send(input, { ...init, signal });
      if (!response.ok) {
        const message = errorMessage(await response.text()) ?? response.statusText;
        const retryAfterMs = readRetryAfter(response.headers, now());
        fail(serverFault({ status: response.status, code: null, message, retryAfterMs }));
      }
      if (response.body === null || !response.url.endsWith('/api/chat')) return response;
      return new Response(response.body.pipeThrough(checkLines(fail)), {
        status: response.status,
        headers: response.headers,
      });
    },
  };
}

/** Lets bytes through unchanged and fails at the first line that is no object, or that carries an error. */
function checkLines(fail: (fault: RequestFault) => never): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  let rest = '';
  const check = (line: string): void => {
    if (line.trim() === '') return;
    const value = parseObject(line);
    if (value === null)
      fail(requestFault('disconnected', 'the answer broke off: a line of the stream is incomplete'));
    else if (typeof value['error'] === 'string') {
      fail(serverFault({ status: null, code: null, message: value['error'], retryAfterMs: null }));
    }
  };
  return new TransformStream({
    transform: (chunk, controller) => {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(check);
      if (rest.length > LONGEST_LINE) fail(requestFault('bad-request', 'a line of the answer does not end'));
      controller.enqueue(chunk);
    },
    flush: () => check(rest + decoder.decode()),
  });
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

function errorMessage(body: string): string | null {
  const said = parseObject(body)?.['error'];
  if (typeof said === 'string') return said;
  return body.trim() === '' ? null : body;
}
