import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** A program on a terminal of its own, real from its side, as a person has it before them. */
export interface PtyProgram {
  readonly pid: number;
  /** The lines in sight, without the blanks at their ends. */
  lines(): readonly string[];
  /** Sends bytes as a keyboard does. */
  send(data: string): void;
  /** Calls `look` after each piece of output is on the screen, until it returns true or `signal` aborts. */
  watch(look: () => boolean, signal: AbortSignal): Promise<void>;
  /** Ends with the program: its exit status, 128+N when signal N ended it. */
  readonly exited: Promise<number>;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

export interface PtyOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly columns: number;
  readonly rows: number;
}

export function startPtyProgram({ command, args, cwd, env, columns, rows }: PtyOptions): PtyProgram {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  const child = spawn(command, [...args], { name: 'xterm-256color', cols: columns, rows, cwd, env });
  const looks = new Set<() => void>();
  let hasExited = false;
  // What a program asks its terminal is answered: it may wait for that.
  terminal.onData((reply) => {
    if (!hasExited) child.write(reply);
  });
  child.onData((data) =>
    terminal.write(data, () => {
      for (const look of looks) look();
    }),
  );
  const exited = new Promise<number>((resolve) =>
    child.onExit(({ exitCode, signal }) => {
      hasExited = true;
      resolve(signal === undefined || signal === 0 ? exitCode : 128 + signal);
    }),
  );
  return {
    pid: child.pid,
    exited,
    lines() {
      const { active } = terminal.buffer;
      return Array.from({ length: rows }, (_, row) =>
        (active.getLine(active.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
      );
    },
    send: (data) => child.write(data),
    watch: (look, signal) =>
      new Promise((resolve) => {
        const end = (): void => {
          looks.delete(check);
          signal.removeEventListener('abort', end);
          resolve();
        };
        const check = (): void => {
          if (look()) end();
        };
        looks.add(check);
        signal.addEventListener('abort', end, { once: true });
        if (signal.aborted) end();
      }),
    kill(signal) {
      if (!hasExited) child.kill(signal);
    },
  };
}
