import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../domain/result.ts';

/** The process that holds a run. Its start time tells it from a later process with the same id. */
interface Holder {
  readonly pid: number;
  readonly startedAt: string;
}

/** Locks a run for one engine. The lock of a process that is dead does not count. */
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
 * Removes a stale lock. Another engine may have replaced it since it was read, so the removed file is checked again,
 * and put back when its holder lives.
 */
function takeAway(file: string, mine: string): void {
  const aside = `${mine}.stale`;
  try {
    renameSync(file, aside);
    const holder = readHolder(aside);
    if (holder !== null && startOf(holder.pid) === holder.startedAt) link(aside, file);
  } catch {
    // Another engine removed it first.
  } finally {
    rmSync(aside, { force: true });
  }
}

/** The process id of the engine at work on a run, or null. */
export function runHolder(dir: string): number | null {
  const holder = readHolder(join(dir, 'engine.lock'));
  return holder !== null && startOf(holder.pid) === holder.startedAt ? holder.pid : null;
}

/** Makes a hard link, which appears as a whole or not at all, and never twice. */
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

/** Without /proc, a process counts as alive when its id exists. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
