import { err, ok, type Result } from '../domain/result.ts';

/** The first value that is not blank: a variable that is set to nothing counts as not set. */
export function firstSaid(...values: readonly (string | undefined)[]): string | undefined {
  return values.map((value) => value?.trim()).find((value) => value !== undefined && value !== '');
}

/**
 * The address without slashes at its end.
 * @param name the variable that the error names
 */
export function httpURL(name: string, value: string): Result<string, string> {
  const url = URL.parse(value);
  if (url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '')
    return ok(value.replace(/\/+$/, ''));
  return err(`${name} is not an http or https URL: ${value}`);
}
