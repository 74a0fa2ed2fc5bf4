import { onTestFinished } from 'vitest';
import { openScreen } from '../../src/ui/open-screen.tsx';
import type { Screen } from '../../src/ui/open-screen.tsx';
import type { RegisteredScreen } from '../../src/ui/screens/screen.ts';
import type { FakeClock } from '../support/fake-clock.ts';
import { fakeClock } from '../support/fake-clock.ts';
import type { FakeRun } from '../support/fake-run.ts';
import { START } from '../support/fake-run.ts';
import type { TestTerminal } from '../support/terminal.ts';
import { openTerminal } from '../support/terminal.ts';

/** A screen on a terminal, with the clock in the test's hand. */
export interface Rig {
  readonly terminal: TestTerminal;
  readonly clock: FakeClock;
  readonly screen: Screen;
  /** Presses keys and waits until what follows is drawn. */
  readonly press: (...keys: string[]) => Promise<void>;
  /** Moves the clock and waits until what follows is drawn. */
  readonly pass: (ms: number) => Promise<void>;
}

/** Opens a run's screen on a terminal of this size; closed when the test ends. */
export async function openRig(
  run: FakeRun,
  size: readonly [columns: number, rows: number] = [80, 24],
  options: {
    readonly note?: string;
    readonly env?: Record<string, string>;
    readonly stderr?: NodeJS.WriteStream;
    readonly screens?: readonly RegisteredScreen[];
  } = {},
): Promise<Rig> {
  const terminal = openTerminal(size[0], size[1]);
  const clock = fakeClock(START);
  const { stdout, stdin } = terminal;
  const screen = openScreen({ handle: run.handle, clock, stdout, stdin, env: {}, ...options });
  onTestFinished(async () => {
    screen.close();
    await screen.closed.catch(() => {});
    terminal.dispose();
  });
  await screen.drawn();
  return {
    terminal,
    clock,
    screen,
    async press(...keys) {
      await terminal.press(...keys);
      await screen.drawn();
    },
    async pass(ms) {
      clock.advance(ms);
      await screen.drawn();
    },
  };
}
