import type { ProviderFault } from '../domain/failure.ts';
import type { RequestFault } from './provider.ts';
import { redactSecrets } from '../secrets/redact.ts';

/** A server may answer with a whole page; a fault is one line. */
const LONGEST_DETAIL = 600;

/** A fault with its detail on one line, cut to 600 characters and free of the given secrets. */
export function requestFault(
  kind: ProviderFault,
  detail: string,
  options: { readonly retryAfterMs?: number | null; readonly secrets?: readonly string[] } = {},
): RequestFault {
  const line = redactSecrets(detail, options.secrets ?? [])
    .replace(/\s+/g, ' ')
    .trim();
  return {
    reason: 'provider',
    kind,
    detail: line.length > LONGEST_DETAIL ? `${line.slice(0, LONGEST_DETAIL)}…` : line,
    retryAfterMs: options.retryAfterMs ?? null,
  };
}

/** What a server said when it refused a request. `status` is null for an error inside a stream that had begun well. */
export interface ServerError {
  readonly status: number | null;
  /** The machine-readable reason: `insufficient_quota`, `context_length_exceeded`. */
  readonly code: string | null;
  readonly message: string;
  readonly retryAfterMs: number | null;
}

/** Codes of problems that only a person can solve, whatever the status: OpenAI sends the first ones as 429. */
const ACCOUNT_CODES = new Set([
  'insufficient_quota',
  'billing_hard_limit_reached',
  'billing_not_active',
  'account_deactivated',
  'access_terminated',
  'invalid_api_key',
]);

/** Sorts a server's refusal into the faults that the engine treats differently. */
export function serverFault(error: ServerError, secrets: readonly string[] = []): RequestFault {
  const { status, code, message, retryAfterMs } = error;
  const said = `${status === null ? '' : `${status} `}${message}`;
  if (code === 'insufficient_quota' || code === 'billing_hard_limit_reached') {
    return requestFault('auth', `the account's quota is used up, see its billing page: ${said}`, { secrets });
  }
  if (code !== null && ACCOUNT_CODES.has(code)) return requestFault('auth', said, { secrets });
  return requestFault(kindOf(status, code), said, { retryAfterMs, secrets });
}

function kindOf(status: number | null, code: string | null): ProviderFault {
  if (status === null) return kindOfCode(code);
  if (status === 401 || status === 402 || status === 403) return 'auth';
  if (status === 429) return 'rate-limit';
  // 408, 409 and 425 are temporary troubles of the server, and not faults of the request.
  if (status >= 500 || status === 408 || status === 409 || status === 425) return 'overloaded';
  return 'bad-request';
}

/**
 * An error inside a stream has no status; an unknown one is taken for the server's trouble, so that the request is
 * repeated.
 */
function kindOfCode(code: string | null): ProviderFault {
  if (code === null) return 'overloaded';
  if (/^[45]\d\d$/.test(code)) return kindOf(Number(code), null);
  if (/rate_?limit/i.test(code)) return 'rate-limit';
  if (/^invalid_|context_length|unsupported|not_found/i.test(code)) return 'bad-request';
  return 'overloaded';
}
