import { inspect } from 'node:util';
import { render } from 'ink';
import type { Clock } from '../engine/domain/clock.ts';
import { systemClock } from '../engine/domain/clock.ts';
import type { RunHandle } from '../engine/domain/run-handle.ts';
import { App } from './app.tsx';
import { openFeed } from './run-feed.ts';
import { safeLines } from './safe-text.ts';
import { screenSet } from './screen-set.ts';
import { SCREENS } from './screens/registry.ts';
import type { RegisteredScreen } from './screens/screen.ts';
import { ThemeContext, themeFor } from './theme.ts';

export interface ScreenOptions {
  readonly handle: RunHandle;
  readonly clock?: Clock;
  readonly stdout?: NodeJS.WriteStream;
  readonly stdin?: NodeJS.ReadStream;
  readonly stderr?: NodeJS.WriteStream;
  /** A word for the header, such as "simulated model". */
  readonly note?: string | null;
  /** Read for NO_COLOR. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The screens that there are. */
  readonly screens?: readonly RegisteredScreen[];
}

export interface Screen {
  /**
   * Settles when the terminal is as it was before. Rejects with the error that broke the screen, which is on stderr
   * by then; the run goes on without it.
   */
  readonly closed: Promise<void>;
  /** Ends the screen; once is enough. */
  close(): void;
  /** Resolves when everything drawn so far has reached the terminal. */
  drawn(): Promise<void>;
}

/** For a terminal that does not tell its size. */
const FALLBACK = { columns: 80, rows: 24 };
/** Frames a second that reach the terminal at most; ink's own default is too much for a slow line. */
const MAX_FPS = 20;
/** Move to the top left, erase everything after it. */
const CLEAR = '\u001b[H\u001b[J';
/** End synchronized output and bracketed paste, leave the alternate screen, show the cursor. */
const LEAVE = '\u001b[?2026l\u001b[?2004l\u001b[?1049l\u001b[?25h';

/** Draws the run full screen until `close`, which the caller calls after the run's end. Takes the keys meanwhile. */
export function openScreen(options: ScreenOptions): Screen {
  const { handle, clock = systemClock, note = null, env = process.env } = options;
  const { stdout = process.stdout, stdin = process.stdin, stderr = process.stderr } = options;
  const feed = openFeed(handle, clock);
  const theme = themeFor(env, stdout);
  const screens = screenSet(options.screens ?? SCREENS);
  const tree = () => (
    <ThemeContext value={theme}>
      <App
        screens={screens}
        handle={handle}
        feed={feed}
        clock={clock}
        note={note}
        width={stdout.columns > 0 ? stdout.columns : FALLBACK.columns}
        height={stdout.rows > 0 ? stdout.rows : FALLBACK.rows}
        onClose={() => close()}
      />
    </ThemeContext>
  );
  const instance = render(tree(), {
    stdout,
    stdin,
    stderr,
    alternateScreen: true,
    incrementalRendering: true,
    maxFps: MAX_FPS,
    exitOnCtrlC: false,
    // The caller has decided that a person is there; ink's guess would look at CI in the environment.
    interactive: true,
    patchConsole: stdout === process.stdout,
  });
  // Before ink's own listener, which draws at once: lines of the old width would wrap and spoil the whole screen.
  // Cleared, since terminals disagree on what they keep of the lines that a new size cuts off.
  const resized = (): void => {
    instance.clear();
    stdout.write(CLEAR);
    instance.rerender(tree());
  };
  stdout.prependListener('resize', resized);

  const close = (): void => {
    feed.close();
    instance.unmount();
  };
  /** For the ends that leave no time: a crash, an exit in the middle. The sequences only where ink cannot do it. */
  const restore = (): void => {
    try {
      close();
    } catch {
      stdout.write(LEAVE);
      if (stdin.isTTY) stdin.setRawMode(false);
    }
  };
  process.on('exit', restore);
  // Before Node prints the error: on the alternate screen nobody would ever see it.
  process.on('uncaughtExceptionMonitor', restore);
  // The terminal is gone (SSH cut off): what cannot be drawn must not end the run.
  stdout.on('error', restore);

  const release = (): void => {
    feed.close();
    stdout.off('resize', resized);
    stdout.off('error', restore);
    process.off('exit', restore);
    process.off('uncaughtExceptionMonitor', restore);
  };
  const closed = instance.waitUntilExit().then(
    () => release(),
    (error: unknown) => {
      release();
      const text = safeLines(error instanceof Error ? (error.stack ?? error.message) : inspect(error)).join(
        '\n',
      );
      stderr.write(`wingman: the screen failed; the run goes on without it.\n${text}\n`);
      throw error;
    },
  );
  // The caller may wait for it later, or never.
  closed.catch(() => {});
  return { closed, close, drawn: () => instance.waitUntilRenderFlush() };
}
