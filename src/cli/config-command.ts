import type { Command } from 'commander';
import { z } from 'zod';
import { settingsSchema } from '../engine/settings/settings.ts';
import { ended, EXIT, type Finish } from './exit.ts';
import { toJson } from './print.ts';

export function addConfigCommand(program: Command, finish: Finish): void {
  program
    .command('config')
    .description('about the settings in wingman.yaml')
    .command('schema')
    .description('print the JSON Schema of wingman.yaml, for editors')
    .addHelpText('after', '\nExample:\n  wingman config schema > wingman.schema.json')
    .action(() =>
      finish(
        Promise.resolve().then(() => {
          const schema = z.toJSONSchema(settingsSchema, { io: 'input' });
          process.stdout.write(`${toJson({ title: 'wingman.yaml', ...schema }, 2)}\n`);
          return ended(EXIT.ok);
        }),
      ),
    );
}
