import { userInfo } from 'node:os';

/** Who answers, for the record: the name of the account; an account without a name is `unknown`. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
