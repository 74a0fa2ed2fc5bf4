import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { ended, EXIT, type Ended, type Finish } from './exit.ts';
import { EXAMPLE_SETTINGS, EXAMPLE_WORKER } from './init-files.ts';
import { printLine } from './print.ts';
import { findRepo } from './repo.ts';

export function addInitCommand(program: Command, finish: Finish): void {
  program
    .command('init')
    .description('write a wingman.yaml and a first worker file to start from; nothing is overwritten')
    .option('--repo <dir>', 'Git repository; that of the current folder')
    .addHelpText('after', '\nExample:\n  wingman init')
    .action((flags: { readonly repo?: string }) => finish(init(flags.repo)));
}

async function init(dir: string | undefined): Promise<Ended> {
  const repo = await findRepo(dir ?? '.');
  if (!repo.ok) return ended(EXIT.usage, repo.error);
  const files: readonly (readonly [string, string])[] = [
    ['wingman.yaml', EXAMPLE_SETTINGS],
    [join('workers', 'phase-1', 'WORKER_001_Example.md'), EXAMPLE_WORKER],
  ];
  for (const [name, text] of files) {
    const file = join(repo.value, name);
    if (existsSync(file)) {
      printLine(`kept ${name}: it is there already`);
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    // Refused where something appeared meanwhile, or a link points elsewhere.
    writeFileSync(file, text, { flag: 'wx' });
    printLine(`wrote ${name}`);
  }
  printLine('next: wingman lint workers/phase-1, wingman plan workers/phase-1, wingman run phase-1');
  return ended(EXIT.ok);
}
