/**
 * Loaded into the engine's process with `--import`: when it ends, writes what the process itself has used, without
 * its children, to the folder that `WINGMAN_BENCH_USAGE` names, in a file named for the process.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a process has used up to its end. */
export interface EngineUsage {
  /** User and system time of all its threads, without children. */
  readonly cpuSeconds: number;
  /** The most memory that it held at once. */
  readonly peakBytes: number;
}

/** `VmHWM` belongs to this program alone; where there is no /proc, `maxRSS` may hold what its parent had. */
function peakBytes(): number {
  try {
    const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (match?.[1] !== undefined) return Number(match[1]) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}

const folder = process.env['WINGMAN_BENCH_USAGE'];
if (folder !== undefined) {
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    const usage: EngineUsage = { cpuSeconds: (user + system) / 1e6, peakBytes: peakBytes() };
    writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify(usage));
  });
}
