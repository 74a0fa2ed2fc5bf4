import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { ended, EXIT, type Ended } from './exit.ts';
import { addResumeCommand } from './resume-command.ts';
import { addRunCommand } from './run-command.ts';
import { addSimulateCommand } from './simulate-command.ts';

/** Ends the process by itself once everything is closed and written; says why where there is something to say. */
async function finish(end: Promise<Ended>): Promise<void> {
  let result: Ended;
  try {
    result = await end;
  } catch (error) {
    result = ended(
      EXIT.internal,
      `internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }
  if (result.message !== '') process.stderr.write(`${result.message}\n`);
  process.exitCode = result.status;
}

function createProgram(): Command {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const program = new Command('wingman')
    .description('Runs one phase of AI coding workers and tells the truth about it.')
    .version(manifest.version)
    .showHelpAfterError('(wingman --help lists the commands)')
    .exitOverride();
  addRunCommand(program, finish);
  addResumeCommand(program, finish);
  addSimulateCommand(program, finish);
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  return program;
}

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  // Commander has said what is wrong; help and version are no errors.
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
}
