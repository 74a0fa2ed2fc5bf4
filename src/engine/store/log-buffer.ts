/** The last lines of what each worker's model and checks printed, for the screen. */
export interface LogBuffer {
  add(worker: string, text: string): void;
  lines(worker: string): readonly string[];
}

const MAX_LINES = 500;
const MAX_LINE = 2_000;
const MAX_PIECES = 64;

/** What a worker printed: the lines that have ended, and the pieces of the one that has not. */
interface Log {
  readonly lines: string[];
  open: string[];
}

export function createLogBuffer(): LogBuffer {
  const logs = new Map<string, Log>();
  return {
    add(worker, text) {
      const log = logs.get(worker) ?? { lines: [], open: [] };
      logs.set(worker, log);
      const { lines } = log;
      const [first = '', ...rest] = text.split('\n');
      extend(log, first);
      for (const line of rest) {
        lines.push(openLine(log));
        log.open = [];
        extend(log, line);
      }
      // Cut in bulk, so that a line costs the same however long the log is.
      if (lines.length > 2 * MAX_LINES) lines.splice(0, lines.length - MAX_LINES);
    },
    lines(worker) {
      const log = logs.get(worker);
      return log === undefined ? [] : [...log.lines.slice(1 - MAX_LINES), openLine(log)];
    },
  };
}

/** Joined now and then: text that is put together piece by piece holds every piece, at many times its size. */
function extend(log: Log, piece: string): void {
  log.open.push(piece);
  if (log.open.length >= MAX_PIECES) log.open = [openLine(log)];
}

const openLine = ({ open }: Log): string => open.join('').slice(0, MAX_LINE);
