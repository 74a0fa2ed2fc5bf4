import { inspect } from 'node:util';
import { safeText } from '../ui/safe-text.ts';
import { ended, EXIT, type Ended } from './exit.ts';
import { finishJson } from './finish-json.ts';

let lastWords: (() => void) | null = null;

/** Runs a command that promises a summary on every exit, and prints it also after a crash. */
export async function withSummary(json: boolean, command: () => Promise<Ended>): Promise<Ended> {
  const mine = (): void => void finishJson({ json }, ended(EXIT.internal));
  lastWords = mine;
  try {
    return await command();
  } catch (error) {
    return finishJson({ json }, ended(EXIT.internal, describeCrash(error)));
  } finally {
    lastWords = null;
  }
}

/** Describes a bug: its message, and where in the code it is. */
export function describeCrash(error: unknown): string {
  if (!(error instanceof Error)) return `internal error: ${inspect(error)}`;
  const place =
    error.stack
      ?.split('\n')
      .find((line) => /^\s+at /.test(line))
      ?.trim() ?? '';
  return `internal error: ${error.message.split('\n', 1)[0] ?? ''}${place === '' ? '' : ` (${place})`}`;
}

/**
 * Ends the process with status 4 and one line when an error escapes every promise. The screen restores the terminal
 * before, since it hears of the error first. A reader that has gone away (a pipe into `head`) is no error.
 */
export function hearCrashes(): void {
  process.on('uncaughtException', (error) => {
    lastWords?.();
    process.stderr.write(`wingman: ${safeText(describeCrash(error))}\n`);
    process.exit(EXIT.internal);
  });
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A run handles this error itself; any other command has nothing left to do.
    if (error.code === 'EPIPE' && process.stdout.listenerCount('error') === 1) process.exit(EXIT.ok);
  });
  process.stderr.on('error', () => {});
}
