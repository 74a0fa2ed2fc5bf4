import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { ended, EXIT, type Ended, type Finish } from './exit.ts';
import { addLookupFlags, positiveInteger } from './flags.ts';
import { openSaved, type LookupFlags } from './open-saved.ts';
import { printText } from './print.ts';
import { knownWorkers, parseWorkerId } from './worker-id.ts';

type Flags = LookupFlags & { readonly run?: string; readonly tail?: number };

export function addLogsCommand(program: Command, finish: Finish): void {
  const command = program
    .command('logs')
    .argument('<worker>', '1, 001 or WORKER_001', parseWorkerId)
    .description("what a worker's model and checks printed, over all its attempts")
    .option('--run <run>', 'the latest one')
    .option('--tail <lines>', 'only the last ones', positiveInteger)
    .addHelpText('after', '\nExample:\n  wingman logs 3 --tail 40');
  addLookupFlags(command).action((worker: string, flags: Flags) => finish(showLog(worker, flags)));
}

async function showLog(worker: string, flags: Flags): Promise<Ended> {
  const opened = await openSaved(flags.run, flags);
  if (!opened.ok) return ended(EXIT.usage, opened.error);
  const known = knownWorkers(opened.value.state, [worker]);
  if (!known.ok) return ended(EXIT.usage, known.error);
  const file = join(opened.value.runDir, 'logs', `${worker}.log`);
  if (!existsSync(file))
    return ended(EXIT.ok, `${worker} has printed nothing in run ${opened.value.run} yet`);
  const last: string[] = [];
  const input = createReadStream(file, 'utf8');
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (flags.tail === undefined) printText(line);
    else if (last.push(line) > flags.tail) last.shift();
  }
  if (last.length > 0) printText(last.join('\n'));
  return ended(EXIT.ok);
}
