import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { safeLines } from '../ui/safe-text.ts';
import { addApprovalCommands } from './approvals-command.ts';
import { addCleanCommand } from './clean-command.ts';
import { addConfigCommand } from './config-command.ts';
import { addDemoCommand } from './demo-command.ts';
import { addDiffCommand } from './diff-command.ts';
import { addDoctorCommand } from './doctor-command.ts';
import { addGateCommand } from './gate-command.ts';
import { addInitCommand } from './init-command.ts';
import { addLintCommand } from './lint-command.ts';
import { addLogsCommand } from './logs-command.ts';
import { addPlanCommand } from './plan-command.ts';
import { addReportCommand } from './report-command.ts';
import { addResumeCommand } from './resume-command.ts';
import { addRunCommand } from './run-command.ts';
import { addRunsCommand } from './runs-command.ts';
import { addSimulateCommand } from './simulate-command.ts';
import { addStatusCommand } from './status-command.ts';
import { addWaiveCommand } from './waive-command.ts';
import { verifyRun } from './verify-run.ts';
import { writeMessage } from '../engine/approval/channels/file-channel.ts';
import type { Finish } from './exit.ts';

/** The whole command line; `finish` gets what each command comes to. */
export function createProgram(finish: Finish): Command {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const program = new Command('wingman')
    .description('Runs one phase of AI coding workers and tells the truth about it.')
    .version(manifest.version)
    .addHelpText('after', '\nExample:\n  wingman demo\n  wingman init && wingman run phase-1');
  addRunCommand(program, finish);
  addResumeCommand(program, finish);
  addRunsCommand(program, finish);
  addStatusCommand(program, finish);
  addLogsCommand(program, finish);
  addDiffCommand(program, finish);
  addApprovalCommands(program, finish);
  addGateCommand(program, finish);
  addReportCommand(program, finish, verifyRun);
  addWaiveCommand(program, finish, writeMessage);
  addCleanCommand(program, finish);
  addInitCommand(program, finish);
  addLintCommand(program, finish);
  addPlanCommand(program, finish);
  addDoctorCommand(program, finish);
  addConfigCommand(program, finish);
  addDemoCommand(program, finish);
  addSimulateCommand(program, finish);
  settle(program, 'wingman');
  return program;
}

/** Wrong usage is one line on stderr, for every command, and is thrown instead of ending the process. */
function settle(command: Command, name: string): void {
  command.exitOverride().configureOutput({
    outputError: (text, write) => {
      const line = safeLines(text.trim()).join(' ');
      write(`${line.replace(/^error: /, 'wingman: ')} (see: ${name} --help)\n`);
    },
  });
  for (const child of command.commands) settle(child, `${name} ${child.name()}`);
}
