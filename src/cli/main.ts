import './heap.ts';
import { CommanderError } from 'commander';
import { safeLines } from '../ui/safe-text.ts';
import { describeCrash, hearCrashes } from './crash.ts';
import { ended, EXIT, type Ended } from './exit.ts';
import { finishJson } from './finish-json.ts';
import { createProgram } from './program.ts';

/** The commands whose `--json` is a stream of events that always ends with a summary. */
const STREAMING = new Set(['run', 'resume', 'gate']);

/** Ends the process by itself once everything is closed and written; says why where there is something to say. */
async function finish(end: Promise<Ended>): Promise<void> {
  const result = await end.catch((error: unknown) => ended(EXIT.internal, describeCrash(error)));
  if (result.message !== '') process.stderr.write(`${safeLines(result.message).join('\n')}\n`);
  process.exitCode = result.status;
}

hearCrashes();
try {
  const program = await createProgram(finish, process.argv[2]);
  await program.parseAsync(process.argv);
} catch (error) {
  // Commander has printed what is wrong. Help and version are no errors, but help for a missing command is.
  if (!(error instanceof CommanderError)) throw error;
  const isAsked = error.exitCode === 0 && error.code !== 'commander.help';
  const [, , name = '', ...rest] = process.argv;
  if (!isAsked && STREAMING.has(name)) finishJson({ json: rest.includes('--json') }, ended(EXIT.usage));
  process.exitCode = isAsked ? EXIT.ok : EXIT.usage;
}
