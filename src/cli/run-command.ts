import type { Command } from 'commander';
import { withSummary } from './crash.ts';
import { drive } from './drive.ts';
import { ended, EXIT, type Ended, type Finish } from './exit.ts';
import { finishJson } from './finish-json.ts';
import { addRunFlags, addSettingFlags, settingsOf, type RunFlags } from './flags.ts';
import { prepareNewRun } from './prepare-run.ts';

export function addRunCommand(program: Command, finish: Finish): void {
  const command = program
    .command('run')
    .argument('[phase]', 'a folder under workers/')
    .description('run a phase')
    .option('--repo <dir>', 'Git repository; that of the current folder')
    .option('--workers-dir <dir>', 'folder of the worker files themselves')
    .option('--workers <list>', 'which of them, such as 001-018,021')
    .option('--config <file>', 'settings; wingman.yaml in the repo')
    .option('--work <dir>', 'where worktrees go, outside any checkout')
    .option('--allow <rule...>', 'lint rules that do not block, on the record')
    .addHelpText(
      'after',
      '\nExample:\n  wingman run phase-1\n  wingman run 1a --headless --json --gate auto',
    );
  addSettingFlags(addRunFlags(command)).action((phase: string | undefined, flags: RunFlags) =>
    finish(runPhase(phase, flags)),
  );
}

function runPhase(phase: string | undefined, flags: RunFlags): Promise<Ended> {
  return withSummary(flags.json === true, () => prepareAndDrive(phase, flags));
}

async function prepareAndDrive(phase: string | undefined, flags: RunFlags): Promise<Ended> {
  const json = flags.json === true;
  const prepared = await prepareNewRun(phase, flags, settingsOf(flags));
  if (!prepared.ok) return finishJson({ json }, ended(EXIT.usage, prepared.error));
  const { findings } = prepared.value;
  if (findings.length > 0 && !json) {
    process.stderr.write(`${findings.length} warnings about the worker files: "wingman lint" shows them\n`);
  }
  return drive(prepared.value, {
    headless: flags.headless === true,
    json,
    gate: flags.gate,
    gateAnswer: null,
    note: null,
  });
}
