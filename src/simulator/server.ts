import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { sleep, systemClock, type Clock } from '../engine/domain/clock.ts';
import { promptCharacters } from './conversation.ts';
import type { FaultName, FaultRates, FaultScript } from './faults.ts';
import { readJson, sendJson } from './http-json.ts';
import { createModel } from './model.ts';
import { ollamaChatWire, ollamaErrors, ollamaGenerateWire, ollamaModel, ollamaShow } from './ollama-wire.ts';
import { openaiChatWire } from './openai-chat-wire.ts';
import { openaiResponsesWire } from './openai-responses-wire.ts';
import { openaiErrors, openaiModel } from './openai-wire.ts';
import { sendReply } from './send-reply.ts';
import type { Wire } from './wire.ts';

/** How the simulated model is set up. */
export interface SimulatorOptions {
  /** Holds a folder a worker, `WORKER_NNN`, with the files of the right answer at their repo-relative paths. */
  readonly answersDir: string;
  readonly rates?: FaultRates;
  /** The faults of some workers one by one, as `parseFaults` gives them; goes before the rates. */
  readonly faults?: FaultScript;
  readonly seed?: number;
  /** The port; 0, the default, takes any free one. */
  readonly port?: number;
  /** `null`, the default, sends as fast as possible. */
  readonly tokensPerSecond?: number | null;
  /** Before the first byte of every answer of the model, in milliseconds. */
  readonly latencyMs?: number;
  /** Only loopback is served. */
  readonly host?: '127.0.0.1';
  /** The models that there are; without it every name is accepted, and the lists show `simulated`. */
  readonly models?: readonly string[];
  readonly clock?: Clock;
}

/** One request to the model, for tests and the demo. */
export interface SimulatedRequest {
  /** `null` where the request named none. */
  readonly worker: string | null;
  /** Which of the worker's requests it was, from 1; a continuation has the number of what it continues. */
  readonly n: number;
  readonly fault: FaultName;
  readonly continuation: boolean;
  readonly endpoint: string;
  readonly promptChars: number;
}

/** A running simulator; `close` ends every connection and timer and resolves when nothing is left. */
export interface Simulator {
  readonly port: number;
  /** Without a path: `http://127.0.0.1:PORT`. OpenAI's base URL is this with `/v1`. */
  readonly url: string;
  /** All requests to the model so far, in the order of arrival. */
  requests(): readonly SimulatedRequest[];
  close(): Promise<void>;
}

const MODEL_ENDPOINTS: Readonly<Record<string, Wire>> = {
  '/v1/chat/completions': openaiChatWire,
  '/v1/responses': openaiResponsesWire,
  '/api/chat': ollamaChatWire,
  '/api/generate': ollamaGenerateWire,
};
const OLLAMA_VERSION = '0.11.0';
/** Long enough that no idle connection is closed just before the client uses it again. */
const KEEP_ALIVE_MS = 60_000;
const REQUEST_TIMEOUT_MS = 60_000;

/**
 * Starts a model server on loopback that speaks OpenAI and Ollama. Rejects where `answersDir` is no folder, the port is
 * taken, or the speed is not a positive number.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const answersDir = resolve(options.answersDir);
  const folder = await stat(answersDir).catch(() => null);
  if (folder?.isDirectory() !== true) throw new Error(`the answers folder is not there: ${answersDir}`);
  const tokensPerSecond = options.tokensPerSecond ?? null;
  if (tokensPerSecond !== null && !(tokensPerSecond > 0))
    throw new Error('the tokens per second must be over 0');
  const plan = { seed: options.seed ?? 0, rates: options.rates ?? {}, script: options.faults ?? {} };
  const model = createModel(answersDir, plan);
  const clock = options.clock ?? systemClock;
  const speed = { clock, tokensPerSecond };
  const models = options.models ?? ['simulated'];
  const hasModel = (name: string): boolean => options.models === undefined || models.includes(name);
  const requests: SimulatedRequest[] = [];

  const complete = async (
    req: IncomingMessage,
    res: ServerResponse,
    endpoint: string,
    wire: Wire,
  ): Promise<void> => {
    const left = new AbortController();
    res.once('close', () => left.abort()); // also when close() ends all connections
    const refuse = (status: number, message: string): void =>
      sendJson(
        res,
        status,
        wire.errors.refused(status, message),
        status === 413 ? { connection: 'close' } : {},
      );
    const body = await readJson(req);
    if (!body.ok) return refuse(body.error.status, body.error.message);
    const parsed = wire.parse(body.value);
    if (!parsed.ok) return refuse(400, parsed.error);
    const call = parsed.value;
    if (!hasModel(call.model)) return refuse(404, `model '${call.model}' not found`);

    const turn = model.turn(call);
    requests.push({ ...turn, endpoint, promptChars: promptCharacters(call.messages) });
    const id = requests.length;
    const fault = turn.continuation ? 'ok' : turn.fault;
    if ((options.latencyMs ?? 0) > 0) await sleep(clock, options.latencyMs ?? 0, left.signal);
    if (fault === 'e429') return sendJson(res, 429, wire.errors.rateLimited(), { 'retry-after': '1' });
    if (fault === 'e500') return sendJson(res, 500, wire.errors.failed());
    if (fault === 'e401') return sendJson(res, 401, wire.errors.unauthorized());
    const reply = await model.reply(call, turn);
    if (!reply.ok) return refuse(400, reply.error);
    await sendReply(res, wire.open(call, id, clock.now()), call, reply.value, fault, speed, left.signal);
  };

  const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const path = (req.url ?? '/').split('?', 1)[0] ?? '/';
    const wire = Object.hasOwn(MODEL_ENDPOINTS, path) ? MODEL_ENDPOINTS[path] : undefined;
    const route = `${req.method === 'HEAD' ? 'GET' : (req.method ?? '')} ${path}`;
    if (wire !== undefined && req.method === 'POST') return complete(req, res, path, wire);
    if (route === 'GET /v1/models')
      return sendJson(res, 200, { object: 'list', data: models.map(openaiModel) });
    if (route.startsWith('GET /v1/models/')) {
      const name = decodeName(path.slice('/v1/models/'.length));
      if (hasModel(name)) return sendJson(res, 200, openaiModel(name));
      return sendJson(res, 404, openaiErrors.refused(404, `The model '${name}' does not exist`));
    }
    if (route === 'GET /api/tags') return sendJson(res, 200, { models: models.map(ollamaModel) });
    if (route === 'GET /api/version') return sendJson(res, 200, { version: OLLAMA_VERSION });
    if (route === 'POST /api/show') return show(req, res, hasModel);
    if (route === 'GET /') {
      res.writeHead(200, { 'content-type': 'text/plain' }).end('Ollama is running');
      return;
    }
    const errors = path.startsWith('/v1/') ? openaiErrors : ollamaErrors;
    const status = wire === undefined ? 404 : 405;
    sendJson(res, status, errors.refused(status, `${req.method ?? ''} ${path} is not served here`));
  };

  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    (req, res) => {
      handle(req, res).catch((error: unknown) => {
        sendJson(res, 500, { error: { message: `simulator: ${String(error)}` } });
        res.destroy();
      });
    },
  );
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');

  let closed: Promise<void> | null = null;
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    requests: () => [...requests],
    close: () => {
      closed ??= new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      });
      return closed;
    },
  };
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function show(
  req: IncomingMessage,
  res: ServerResponse,
  hasModel: (name: string) => boolean,
): Promise<void> {
  const body = await readJson(req);
  if (!body.ok)
    return sendJson(res, body.error.status, ollamaErrors.refused(body.error.status, body.error.message));
  const fields = typeof body.value === 'object' && body.value !== null ? body.value : {};
  const name = 'model' in fields ? fields.model : 'name' in fields ? fields.name : undefined;
  if (typeof name !== 'string') return sendJson(res, 400, ollamaErrors.refused(400, 'model is required'));
  if (hasModel(name)) return sendJson(res, 200, ollamaShow());
  sendJson(res, 404, ollamaErrors.refused(404, `model '${name}' not found`));
}
