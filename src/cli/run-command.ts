import type { Command } from 'commander';
import { drive, finishJson } from './drive.ts';
import { ended, EXIT, type Ended } from './exit.ts';
import { addRunFlags, addSettingFlags, settingsOf, type RunFlags } from './flags.ts';
import { describeFindings, prepareNewRun } from './prepare-run.ts';

export function addRunCommand(program: Command, finish: (end: Promise<Ended>) => Promise<void>): void {
  const command = program
    .command('run')
    .argument('[phase]', 'a folder under workers/')
    .description('run a phase')
    .option('--repo <dir>', 'Git repository; that of the current folder')
    .option('--workers-dir <dir>', 'folder of the worker files themselves')
    .option('--workers <list>', 'which of them, such as 001-018,021')
    .option('--config <file>', 'settings; wingman.yaml in the repo')
    .option('--work <dir>', 'where worktrees go, outside any checkout');
  addSettingFlags(addRunFlags(command)).action((phase: string | undefined, flags: RunFlags) =>
    finish(runPhase(phase, flags)),
  );
}

async function runPhase(phase: string | undefined, flags: RunFlags): Promise<Ended> {
  const json = flags.json === true;
  const prepared = await prepareNewRun(phase, flags, settingsOf(flags));
  if (!prepared.ok) return finishJson({ json }, ended(EXIT.usage, prepared.error));
  const { findings } = prepared.value;
  if (findings.length > 0 && !json) process.stderr.write(`${describeFindings(findings)}\n`);
  return drive(prepared.value, {
    headless: flags.headless === true,
    json,
    gate: flags.gate,
    gateAnswer: null,
    note: null,
  });
}
