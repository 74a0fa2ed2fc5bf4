import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** A process that was told to end needs a moment: so long is looked again before it counts. */
const PATIENCE_MS = 5_000;
const PAUSE_MS = 50;

/**
 * Processes that hold `text` in their environment, this one left out; `pid command` each. Empty as soon as there is
 * none, else what is still there in the end. Linux only: elsewhere the list is empty.
 */
export async function processesOf(text: string): Promise<readonly string[]> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    const found = look(text);
    if (found.length === 0 || waited >= PATIENCE_MS) return found;
    await wait(PAUSE_MS);
  }
}

function look(text: string): readonly string[] {
  const pids = list().filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  return pids
    .filter((pid) => read(pid, 'environ').includes(text))
    .map((pid) => `${pid} ${read(pid, 'cmdline').split('\0').join(' ').slice(0, 200)}`);
}

function list(): readonly string[] {
  try {
    return readdirSync('/proc');
  } catch {
    return [];
  }
}

/** Empty for a process that is gone or belongs to somebody else. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
