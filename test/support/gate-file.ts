import { spawnSync } from 'node:child_process';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { tempFolder } from './temp.ts';

/** A pipe that holds a check up: the test knows when the check has come to it, and lets it go on. */
export interface Gate {
  /** A statement that waits at the gate. */
  readonly wait: string;
  /** Resolves when somebody has come to the gate; closing what it gives lets them go on. */
  reached(): Promise<FileHandle>;
}

/** A gate outside every tree. */
export function makeGate(): Gate {
  const path = join(tempFolder('wingman-gate-'), 'gate');
  const made = spawnSync('mkfifo', [path], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  // Opening a pipe to write waits for its reader, which reads until it is closed.
  return { wait: `cat ${path}`, reached: () => open(path, 'w') };
}
