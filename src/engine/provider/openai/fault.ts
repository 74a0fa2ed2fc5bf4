import { APIError } from 'openai';
import { serverFault } from '../fault.ts';
import { networkFault } from '../network-fault.ts';
import type { RequestFault } from '../provider.ts';
import { readRetryAfter } from '../retry-after.ts';

/** Sorts whatever the OpenAI client threw; `now` is epoch ms, for a Retry-After that names a date. */
export function openaiFault(
  error: unknown,
  where: string,
  secrets: readonly string[],
  now: number,
): RequestFault {
  const answered = asServerAnswer(error);
  if (answered === null) return networkFault(error, where, secrets);
  const body = plain(answered.error);
  // Gateways put a number here, and sometimes a null.
  const code = [answered.code, answered.type].find((value) => value !== null && value !== undefined);
  return serverFault(
    {
      status: answered.status ?? null,
      code: code === undefined ? null : String(code),
      message: typeof body['message'] === 'string' ? body['message'] : withoutStatus(answered),
      retryAfterMs: answered.headers === undefined ? null : readRetryAfter(answered.headers, now),
    },
    secrets,
  );
}

/** The error as an answer of the server, with its status or its words; null when there was no answer at all. */
export function asServerAnswer(error: unknown): ServerAnswer | null {
  if (!(error instanceof APIError)) return null;
  const answer = error as ServerAnswer;
  return answer.status === undefined && answer.error === undefined ? null : answer;
}

type ServerAnswer = APIError<number | undefined, Headers | undefined, object | undefined>;

function withoutStatus(error: ServerAnswer): string {
  const status = `${error.status} `;
  return error.message.startsWith(status) ? error.message.slice(status.length) : error.message;
}

function plain(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
