import { PassThrough, Writable } from 'node:stream';
import xterm from '@xterm/headless';

/** Keys as a terminal sends them. Escape comes in the form that needs no waiting for what might follow. */
const KEYS: Readonly<Record<string, string>> = {
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  pageup: '\u001b[5~',
  pagedown: '\u001b[6~',
  home: '\u001b[H',
  end: '\u001b[F',
  enter: '\r',
  tab: '\t',
  backspace: '\u007f',
  escape: '\u001b[27u',
  'ctrl+c': '\u0003',
  space: ' ',
};

class FakeStdout extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  readonly #feed: (data: string, done: () => void) => void;

  constructor(columns: number, rows: number, feed: (data: string, done: () => void) => void) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.rows = rows;
    this.#feed = feed;
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#feed(chunk.toString(), done);
  }
}

class FakeStdin extends PassThrough {
  readonly isTTY = true;
  isRaw = false;

  setRawMode(mode: boolean): this {
    this.isRaw = mode;
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

/** A terminal as a person has it before them: what programs write is shown, what is pressed is sent. */
export interface TestTerminal {
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /** The lines in sight, without the blanks at their ends. */
  readonly screen: () => string[];
  /** All lines in sight as one text. */
  readonly text: () => string;
  /** Everything that was written, escape sequences and all. */
  readonly written: () => string;
  /** Which of the terminal's two screens is shown. */
  readonly buffer: () => 'normal' | 'alternate';
  readonly cursorHidden: () => boolean;
  readonly rawMode: () => boolean;
  /** Sends keys: names of `KEYS`, or text as it is. Resolves when the program has read them. */
  readonly press: (...keys: string[]) => Promise<void>;
  readonly paste: (text: string) => Promise<void>;
  readonly resize: (columns: number, rows: number) => void;
  /** Resolves when the screen satisfies `condition`: looked at again after each write. */
  readonly until: (condition: (text: string) => boolean) => Promise<void>;
  readonly dispose: () => void;
}

const macrotask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Opens a terminal of this size. The caller disposes of it. */
export function openTerminal(columns: number, rows: number): TestTerminal {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    allowProposedApi: true,
    scrollback: 0,
    convertEol: true,
  });
  const watchers = new Set<() => void>();
  const chunks: string[] = [];
  const stdout = new FakeStdout(columns, rows, (data, done) => {
    chunks.push(data);
    terminal.write(data, () => {
      done();
      for (const watcher of watchers) watcher();
    });
  });
  const stdin = new FakeStdin();

  const screen = (): string[] => {
    const { active } = terminal.buffer;
    return Array.from({ length: terminal.rows }, (_, row) =>
      (active.getLine(active.viewportY + row)?.translateToString(true, 0, terminal.cols) ?? '').trimEnd(),
    );
  };
  const text = (): string => screen().join('\n');
  const send = async (data: string): Promise<void> => {
    stdin.write(data);
    await macrotask();
    await macrotask();
  };

  return {
    // The two streams have what ink uses of a terminal's; the rest of the type is never asked for.
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    screen,
    text,
    written: () => chunks.join(''),
    buffer: () => terminal.buffer.active.type,
    cursorHidden: () =>
      chunks.join('').lastIndexOf('\u001b[?25l') > chunks.join('').lastIndexOf('\u001b[?25h'),
    rawMode: () => stdin.isRaw,
    async press(...keys) {
      for (const key of keys) await send(KEYS[key] ?? key);
    },
    paste: (pasted) => send(`\u001b[200~${pasted}\u001b[201~`),
    resize(newColumns, newRows) {
      terminal.resize(newColumns, newRows);
      stdout.columns = newColumns;
      stdout.rows = newRows;
      stdout.emit('resize');
    },
    until(condition) {
      if (condition(text())) return Promise.resolve();
      return new Promise((resolve) => {
        const watcher = (): void => {
          if (!condition(text())) return;
          watchers.delete(watcher);
          resolve();
        };
        watchers.add(watcher);
      });
    },
    dispose: () => terminal.dispose(),
  };
}
