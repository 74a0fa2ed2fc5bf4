/** A clock that runs: `0:42`, `12:04`, `1:02:33`. */
export function clockTime(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const seconds = String(total % 60).padStart(2, '0');
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours === 0 ? `${minutes}:${seconds}` : `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`;
}

/** A rough length of time in at most three characters: `42s`, `3m`, `5h`, `12d`. */
export function roughTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 100) return `${seconds}s`;
  if (seconds < 6000) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 360_000) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

/** US dollars, or `—` where one answer's price is unknown. */
export function dollars(cost: number | null): string {
  return cost === null ? '—' : `$${cost.toFixed(2)}`;
}

/** A share of 1 in percent, rounded down, so that nothing reads better than it is: `100%`, `94.4%`. */
export function percent(share: number): string {
  const tenths = Math.floor(share * 1000 + 1e-9) / 10;
  return `${tenths}%`;
}

/** `WORKER_007` as `007`; any other id as it is. */
export function shortId(id: string): string {
  return /^WORKER_(\d+)$/.exec(id)?.[1] ?? id;
}

/** A commit's first seven digits. */
export const shortCommit = (commit: string): string => commit.slice(0, 7);

/** `1 worker`, `3 workers`. */
export const count = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;
