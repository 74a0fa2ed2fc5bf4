import type { Command } from 'commander';
import { ended, EXIT, type Ended, type Finish } from './exit.ts';
import type { Diagnosis } from './diagnosis.ts';
import { examine } from './doctor-checks.ts';
import { printJson, printLine } from './print.ts';

interface Flags {
  readonly repo?: string;
  readonly workersDir?: string;
  readonly config?: string;
  readonly work?: string;
  readonly json?: boolean;
}

const MARKS: Readonly<Record<Diagnosis['level'], string>> = { ok: 'ok  ', note: 'note', bad: 'BAD ' };

export function addDoctorCommand(program: Command, finish: Finish): void {
  program
    .command('doctor')
    .argument('[phase]', 'a folder under workers/; what its workers ask for is needed')
    .description('what this machine has and lacks for the phase; exit status 1 when something is missing')
    .option('--repo <dir>', 'Git repository; that of the current folder')
    .option('--workers-dir <dir>', 'folder of the worker files themselves')
    .option('--config <file>', 'settings; wingman.yaml in the repo')
    .option('--work <dir>', 'where worktrees go, outside any checkout')
    .option('--json', 'one JSON array')
    .addHelpText('after', '\nExample:\n  wingman doctor 1a')
    .action((phase: string | undefined, flags: Flags) => finish(doctor(phase, flags)));
}

async function doctor(phase: string | undefined, flags: Flags): Promise<Ended> {
  const found = await examine(phase, flags);
  if (flags.json === true) printJson(found);
  else {
    for (const { level, what, detail } of found) printLine(`${MARKS[level]}  ${what}: ${detail}`);
  }
  const bad = found.filter(({ level }) => level === 'bad').length;
  return ended(bad === 0 ? EXIT.ok : EXIT.failed);
}
