import { requestFault } from './fault.ts';
import type { RequestFault } from './provider.ts';

/** Error codes of Node and undici that say that no connection came about at all. */
const UNREACHABLE =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|EADDRNOTAVAIL|ENOENT|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|UNABLE_TO_\w+|\w*SELF_SIGNED\w*)$/;

/** What went wrong between here and the server, from whatever the client threw. */
export function networkFault(error: unknown, where: string, secrets: readonly string[]): RequestFault {
  const chain = causes(error);
  const code = chain.map(codeOf).find((found) => found !== null) ?? null;
  const messages = chain.map((link) => link.message).filter((message) => message !== '');
  const detail = [...new Set([...messages, code ?? ''])].filter((part) => part !== '').join(': ');
  if (code === 'ERR_INVALID_URL') return requestFault('bad-request', `not a URL: ${where}`, { secrets });
  if (code !== null && UNREACHABLE.test(code)) {
    return requestFault('unreachable', `cannot reach ${where}: ${detail}`, { secrets });
  }
  return requestFault('disconnected', `lost the connection to ${where}: ${detail}`, { secrets });
}

/** The error and what it was caused by, outermost first; of several tries (IPv6, IPv4) the first one. */
function causes(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  let next: unknown = error;
  while (next instanceof Error && chain.length < 8) {
    chain.push(next);
    next = next instanceof AggregateError ? (next.errors as readonly unknown[])[0] : next.cause;
  }
  return chain;
}

function codeOf(error: Error): string | null {
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
}
