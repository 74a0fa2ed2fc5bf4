/** The last lines of what each worker's model and checks printed, for the screen. */
export interface LogBuffer {
  add(worker: string, text: string): void;
  lines(worker: string): readonly string[];
}

const MAX_LINES = 500;
const MAX_LINE = 2_000;

export function createLogBuffer(): LogBuffer {
  const logs = new Map<string, string[]>();
  return {
    add(worker, text) {
      const lines = logs.get(worker) ?? [''];
      logs.set(worker, lines);
      const [first = '', ...rest] = text.split('\n');
      lines[lines.length - 1] = `${lines.at(-1) ?? ''}${first}`.slice(0, MAX_LINE);
      for (const line of rest) lines.push(line.slice(0, MAX_LINE));
      // Cut in bulk, so that a line costs the same however long the log is.
      if (lines.length > 2 * MAX_LINES) lines.splice(0, lines.length - MAX_LINES);
    },
    lines: (worker) => (logs.get(worker) ?? []).slice(-MAX_LINES),
  };
}
