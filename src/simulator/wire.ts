import type { Result } from '../engine/domain/result.ts';
import type { ModelCall } from './conversation.ts';
import type { ModelReply } from './model.ts';

/** Tokens of a request, estimated. */
export interface SimulatedUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** One answer in its wire format. */
export interface WireReply {
  readonly streamType: string;
  /** What a stream begins with, before any text. */
  start(): string;
  piece(text: string): string;
  /** The end of a stream, after all of its text. */
  finish(reply: ModelReply, usage: SimulatedUsage): string;
  /** The body of an answer that is not streamed. */
  whole(reply: ModelReply, usage: SimulatedUsage): object;
}

/** The errors that a server of this kind answers with. */
export interface WireErrors {
  /** A request that the server cannot read or does not know. */
  refused(status: number, message: string): object;
  rateLimited(): object;
  failed(): object;
  unauthorized(): object;
}

/** One model endpoint: how its requests are read and its answers written. */
export interface Wire {
  readonly errors: WireErrors;
  /** Reads a parsed body; the error says which field is wrong. */
  parse(body: unknown): Result<ModelCall, string>;
  /** Begins an answer; `id` is unique in the server, `createdMs` since the epoch. */
  open(call: ModelCall, id: number, createdMs: number): WireReply;
}
