import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a process has used so far, its children left out. */
export interface ProcessUsage {
  /** User and system time of all its threads. */
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  /** The most memory that it has held so far. */
  readonly peakBytes: number;
}

/** One look at a process. `bornAt` tells it from a later one with the same number. */
export interface ProcessSample extends ProcessUsage {
  /** Of the resident bytes those of files: the program itself and its libraries, which a second process shares. */
  readonly fileBytes: number;
  readonly bornAt: number;
}

/** `USER_HZ`: the kernel reports in hundredths of a second on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** A process as /proc shows it at this moment; null where it is gone, a zombie, or where there is no /proc. */
export function sampleProcess(pid: number, proc = '/proc'): ProcessSample | null {
  const stat = read(join(proc, String(pid), 'stat'));
  const status = read(join(proc, String(pid), 'status'));
  // proc_pid_stat(5): the name in brackets may hold anything; the state, field 3, follows its last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const tick = (field: number): number => Number(fields[field - 3]);
  const [residentBytes, peakBytes] = [bytesOf(status, 'VmRSS'), bytesOf(status, 'VmHWM')];
  if (residentBytes === null || peakBytes === null || fields.length < 22 - 2) return null;
  return {
    cpuSeconds: (tick(14) + tick(15)) / TICKS_PER_SECOND,
    residentBytes,
    peakBytes,
    fileBytes: bytesOf(status, 'RssFile') ?? 0,
    bornAt: tick(22),
  };
}

/** A process's arguments, its program first; empty for one that is gone. */
export function argumentsOf(pid: number, proc = '/proc'): readonly string[] {
  return read(join(proc, String(pid), 'cmdline'))
    .split('\0')
    .slice(0, -1);
}

/** The processes that a process itself has started and that are still there. */
export function childrenOf(pid: number, proc = '/proc'): readonly number[] {
  const threads = join(proc, String(pid), 'task');
  return list(threads).flatMap((thread) =>
    read(join(threads, thread, 'children'))
      .split(' ')
      .filter((word) => word !== '')
      .map(Number),
  );
}

function bytesOf(status: string, field: string): number | null {
  const match = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status);
  return match === null ? null : Number(match[1]) * 1024;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
