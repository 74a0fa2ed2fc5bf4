import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { openUserGit } from '../engine/workspace/user-git.ts';
import { ended, EXIT, type Ended, type Finish } from './exit.ts';
import { addLookupFlags, positiveInteger } from './flags.ts';
import { openSaved, type LookupFlags } from './open-saved.ts';
import { printText } from './print.ts';
import { knownWorkers, parseWorkerId } from './worker-id.ts';

type Flags = LookupFlags & { readonly run?: string; readonly attempt?: number; readonly raw?: boolean };

export function addDiffCommand(program: Command, finish: Finish): void {
  const command = program
    .command('diff')
    .argument('<worker>', '1, 001 or WORKER_001', parseWorkerId)
    .description("what a worker changed: its accepted commit, or its newest attempt's")
    .option('--run <run>', 'the latest one')
    .option('--attempt <n>', 'another attempt', positiveInteger)
    .option('--raw', 'byte for byte, for "git apply"; not onto a terminal')
    .addHelpText('after', '\nExample:\n  wingman diff 3\n  wingman diff 3 --raw | git apply');
  addLookupFlags(command).action((worker: string, flags: Flags) => finish(showDiff(worker, flags)));
}

async function showDiff(worker: string, flags: Flags): Promise<Ended> {
  const opened = await openSaved(flags.run, flags);
  if (!opened.ok) return ended(EXIT.usage, opened.error);
  const { state, saved, run } = opened.value;
  const known = knownWorkers(state, [worker]);
  if (!known.ok) return ended(EXIT.usage, known.error);
  if (flags.raw === true && process.stdout.isTTY) {
    return ended(EXIT.usage, '--raw is for a file or a pipe: what a model wrote could steer the terminal');
  }
  const attempts = state.workers.get(worker)?.attempts ?? [];
  const chosen =
    flags.attempt === undefined
      ? attempts.findLast((attempt) => attempt.commit !== null)
      : attempts.find((attempt) => attempt.number === flags.attempt);
  const commit = chosen?.commit ?? null;
  if (commit === null)
    return ended(EXIT.usage, nothingCommitted(worker, run, flags.attempt, attempts.length));
  if (!existsSync(saved.repo))
    return ended(EXIT.usage, `the repository of run ${run} is gone: ${saved.repo}`);
  const shown = await openUserGit(saved.repo).run([
    'show',
    '--format=',
    '--patch',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    commit,
  ]);
  if (!shown.ok)
    return ended(
      EXIT.failed,
      `commit ${commit.slice(0, 10)} of ${worker} cannot be shown: ${shown.error.message}`,
    );
  if (flags.raw === true) process.stdout.write(shown.value);
  else printText(shown.value);
  return ended(EXIT.ok);
}

function nothingCommitted(
  worker: string,
  run: string,
  attempt: number | undefined,
  attempts: number,
): string {
  if (attempt === undefined)
    return `${worker} has no commit in run ${run} yet: "wingman logs ${worker}" shows what it printed`;
  if (attempt > attempts)
    return `${worker} has ${attempts} attempts in run ${run}: name one of them with --attempt`;
  return `attempt ${attempt} of ${worker} came to no commit: "wingman logs ${worker}" shows what it printed`;
}
