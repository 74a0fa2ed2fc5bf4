import { userInfo } from 'node:os';

/** The name of the account, which is recorded with answers; an account without a name is `unknown`. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
