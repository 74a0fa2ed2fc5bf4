import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { safeLines } from '../ui/safe-text.ts';
import type { Finish } from './exit.ts';

export interface Group {
  /** The commands that it adds. */
  readonly names: readonly string[];
  readonly add: (program: Command, finish: Finish) => Promise<void>;
}

/** All commands, as `--help` lists them. Each is loaded when it is asked for: a run needs no report and no demo. */
export const GROUPS: readonly Group[] = [
  { names: ['run'], add: async (...to) => (await import('./run-command.ts')).addRunCommand(...to) },
  { names: ['resume'], add: async (...to) => (await import('./resume-command.ts')).addResumeCommand(...to) },
  { names: ['runs'], add: async (...to) => (await import('./runs-command.ts')).addRunsCommand(...to) },
  { names: ['status'], add: async (...to) => (await import('./status-command.ts')).addStatusCommand(...to) },
  { names: ['logs'], add: async (...to) => (await import('./logs-command.ts')).addLogsCommand(...to) },
  { names: ['diff'], add: async (...to) => (await import('./diff-command.ts')).addDiffCommand(...to) },
  {
    names: ['approvals', 'approve', 'deny'],
    add: async (...to) => (await import('./approvals-command.ts')).addApprovalCommands(...to),
  },
  { names: ['gate'], add: async (...to) => (await import('./gate-command.ts')).addGateCommand(...to) },
  { names: ['report'], add: async (...to) => (await import('./report-command.ts')).addReportCommand(...to) },
  { names: ['waive'], add: async (...to) => (await import('./waive-command.ts')).addWaiveCommand(...to) },
  { names: ['clean'], add: async (...to) => (await import('./clean-command.ts')).addCleanCommand(...to) },
  { names: ['init'], add: async (...to) => (await import('./init-command.ts')).addInitCommand(...to) },
  { names: ['lint'], add: async (...to) => (await import('./lint-command.ts')).addLintCommand(...to) },
  { names: ['plan'], add: async (...to) => (await import('./plan-command.ts')).addPlanCommand(...to) },
  { names: ['doctor'], add: async (...to) => (await import('./doctor-command.ts')).addDoctorCommand(...to) },
  { names: ['config'], add: async (...to) => (await import('./config-command.ts')).addConfigCommand(...to) },
  { names: ['demo'], add: async (...to) => (await import('./demo-command.ts')).addDemoCommand(...to) },
  {
    names: ['simulate'],
    add: async (...to) => (await import('./simulate-command.ts')).addSimulateCommand(...to),
  },
];

/**
 * The command line; `finish` gets what each command comes to.
 * @param asked the first argument: where it names a command, the others are not loaded
 */
export async function createProgram(finish: Finish, asked?: string): Promise<Command> {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const program = new Command('wingman')
    .description('Runs one phase of AI coding workers and tells the truth about it.')
    .version(manifest.version)
    .addHelpText('after', '\nExample:\n  wingman demo\n  wingman init && wingman run phase-1');
  const named = GROUPS.filter(({ names }) => asked !== undefined && names.includes(asked));
  for (const group of named.length > 0 ? named : GROUPS) await group.add(program, finish);
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
