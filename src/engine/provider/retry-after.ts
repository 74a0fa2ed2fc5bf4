/** The part of a response's headers that is read here. */
export interface HeaderLookup {
  get(name: string): string | null;
}

/**
 * How long the server asks to wait, in ms: `retry-after-ms`, or `Retry-After` as seconds or as an HTTP date
 * (RFC 9110, 10.2.3). Null where it says nothing that can be read.
 */
export function readRetryAfter(headers: HeaderLookup, now: number): number | null {
  const exact = number(headers.get('retry-after-ms'));
  if (exact !== null) return exact;
  const value = headers.get('retry-after');
  const seconds = number(value);
  if (seconds !== null) return seconds * 1000;
  const date = value === null ? Number.NaN : Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function number(value: string | null): number | null {
  return value !== null && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : null;
}
