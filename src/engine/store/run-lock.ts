import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../domain/result.ts';

/** Who holds a run: a process id alone may have been given to somebody else since. */
interface Holder {
  readonly pid: number;
  readonly startedAt: string;
}

/** One engine a run. The lock is held by a living process: one that was killed leaves no lock that counts. */
export function lockRun(dir: string): Result<() => void, { pid: number }> {
  const file = join(dir, 'engine.lock');
  const mine = join(dir, `engine.lock.${process.pid}`);
  writeFileSync(mine, JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) }));
  try {
    for (let tries = 0; tries < 3; tries += 1) {
      if (link(mine, file)) return ok(() => rmSync(file, { force: true }));
      const holder = readHolder(file);
      if (holder !== null && startOf(holder.pid) === holder.startedAt) return err({ pid: holder.pid });
      takeAway(file, mine);
    }
    return err({ pid: readHolder(file)?.pid ?? 0 });
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * Removes a stale lock. Another engine may have replaced it since it was read: what is taken away is looked at again,
 * and put back when its holder lives.
 */
function takeAway(file: string, mine: string): void {
  const aside = `${mine}.stale`;
  try {
    renameSync(file, aside);
    const holder = readHolder(aside);
    if (holder !== null && startOf(holder.pid) === holder.startedAt) link(aside, file);
  } catch {
    // Somebody else took it away first.
  } finally {
    rmSync(aside, { force: true });
  }
}

/** The process id of the engine at work on a run, or null. */
export function runHolder(dir: string): number | null {
  const holder = readHolder(join(dir, 'engine.lock'));
  return holder !== null && startOf(holder.pid) === holder.startedAt ? holder.pid : null;
}

/** A hard link appears whole or not at all, and never twice. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch {
    return false;
  }
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

/** When a process started, in whatever the system counts in; empty for one that is gone. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  } catch {
    return isAlive(pid) ? 'alive' : '';
  }
}

/** Where there is no /proc: only whether a process of that number exists. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
