import { readFileSync, readdirSync } from 'node:fs';

/** A process that outlived what started it. */
export interface Leftover {
  readonly pid: number;
  /** Its command line, at most 200 characters. */
  readonly command: string;
}

/** When a process started, in the system's ticks since boot; 0 where that cannot be told. */
export function startTicks(pid: number): number {
  return Number(readStat(pid)?.[STARTED] ?? 0);
}

/** Every process with `mark` (`NAME=value`) in its environment. Linux only: elsewhere the list is empty. */
export function findMarked(mark: string): readonly Leftover[] {
  return processes()
    .filter((pid) => isMarked(pid, mark))
    .map(describe);
}

/**
 * What is alive of a process group, and of what left it but kept its environment (a daemon has a session of its own).
 * `since` is when the group's leader started: nothing older is looked into. Linux only.
 */
export function findLeftovers(group: number, mark: string | null, since: number): readonly Leftover[] {
  const left = processes().filter((pid) => {
    const stat = readStat(pid);
    if (stat === null || stat[STATE] === 'Z' || Number(stat[STARTED]) < since) return false;
    return stat[GROUP] === String(group) || (mark !== null && isMarked(pid, mark));
  });
  return left.map(describe);
}

/** Kills one process; one that is gone already is as good. */
export function killQuietly(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Places in /proc/PID/stat behind the name (proc(5), from field 3 on). */
const STATE = 0;
const GROUP = 2;
const STARTED = 19;

/** The fields behind the name, which may hold blanks and parentheses; null for a process that is gone. */
function readStat(pid: number): readonly string[] | null {
  const stat = readProc(pid, 'stat');
  return stat === '' ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function isMarked(pid: number, mark: string): boolean {
  return readProc(pid, 'environ').split('\0').includes(mark);
}

function describe(pid: number): Leftover {
  return { pid, command: readProc(pid, 'cmdline').split('\0').join(' ').trim().slice(0, 200) };
}

function processes(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => pid !== process.pid);
  } catch {
    return [];
  }
}

/** Empty for a process that is gone or belongs to somebody else. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
