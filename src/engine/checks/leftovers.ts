import { readFileSync, readdirSync } from 'node:fs';

/** A process that outlived what started it. */
export interface Leftover {
  readonly pid: number;
  /** Its command line, at most 200 characters. */
  readonly command: string;
}

/** Every process with `mark` (`NAME=value`) in its environment. Linux only: elsewhere the list is empty. */
export function findMarked(mark: string): readonly Leftover[] {
  return processes().filter((process) => readProc(process.pid, 'environ').split('\0').includes(mark));
}

/** Every living process of a process group. Linux only: elsewhere the list is empty. */
export function findGroup(group: number): readonly Leftover[] {
  return processes().filter((process) => {
    const stat = readProc(process.pid, 'stat');
    // pid (name) state ppid pgrp …; the name may hold blanks and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] !== 'Z' && fields[2] === String(group);
  });
}

/** Kills one process; one that is gone already is as good. */
export function killQuietly(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function processes(): readonly Leftover[] {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  return pids
    .filter((pid) => pid !== process.pid)
    .map((pid) => ({
      pid,
      get command() {
        return readProc(pid, 'cmdline').split('\0').join(' ').trim().slice(0, 200);
      },
    }));
}

/** Empty for a process that is gone or belongs to somebody else. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
