import { readdirSync, readFileSync } from 'node:fs';

/** Every process with `mark` (`NAME=value`) in its environment, this one left out. Linux only: elsewhere none. */
export function findMarked(mark: string): readonly number[] {
  return listProcesses().filter((pid) => pid !== process.pid && isMarked(pid, mark));
}

/** Kills one process; one that is gone already is as good. */
export function killQuietly(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** What was killed: a process is told to die at once, and dies a moment later. */
export interface Killed {
  readonly pids: readonly number[];
  /** Their command lines, at most 200 characters each; none for one that had none any more. */
  readonly commands: readonly string[];
}

const NOTHING: Killed = { pids: [], commands: [] };

/**
 * Kills what is left of a process group, and what left it but kept its environment (a daemon has a session of its own).
 * @param mark `NAME=value` that everything of the group has in its environment; null: the group alone, and unnamed
 * @param before the processes that were there when the group started: none of them is looked into
 * @returns what was killed. Linux only: elsewhere nothing is named
 */
export function endGroup(group: number, mark: string | null, before: ReadonlySet<number>): Killed {
  if (mark === null) {
    killQuietly(-group, 'SIGKILL');
    return NOTHING;
  }
  const left = listProcesses().filter((pid) => {
    if (before.has(pid) || pid === process.pid) return false;
    const stat = readStat(pid);
    if (stat === null || stat[STATE] === 'Z') return false;
    return stat[GROUP] === String(group) || isMarked(pid, mark);
  });
  const commands = left.map((pid) => readProc(pid, 'cmdline').split('\0').join(' ').trim().slice(0, 200));
  killQuietly(-group, 'SIGKILL');
  for (const pid of left) killQuietly(pid, 'SIGKILL');
  return { pids: left, commands: commands.filter((command) => command !== '') };
}

/** Whether a process runs: one that waits to be reaped does not. */
export function isRunning(pid: number): boolean {
  const stat = readStat(pid);
  return stat !== null && stat[STATE] !== 'Z';
}

/** The numbers of all processes; empty where there is no /proc. */
export function listProcesses(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** Places in /proc/PID/stat behind the name (proc(5), from field 3 on). */
const STATE = 0;
const GROUP = 2;

/** The fields behind the name, which may hold blanks and parentheses; null for a process that is gone. */
function readStat(pid: number): readonly string[] | null {
  const stat = readProc(pid, 'stat');
  return stat === '' ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function isMarked(pid: number, mark: string): boolean {
  return readProc(pid, 'environ').split('\0').includes(mark);
}

/** Empty for a process that is gone or belongs to somebody else. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
