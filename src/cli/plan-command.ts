import type { Command } from 'commander';
import { resolve } from 'node:path';
import { count } from '../ui/selectors/units.ts';
import { ended, EXIT, type Ended, type Finish } from './exit.ts';
import { viewPlan, type PlanView } from './plan-view.ts';
import { describeFindings, preparePhase } from './prepare-run.ts';
import { findWorkersDir } from './workers-dir.ts';
import { printJson, printLine, printTable } from './print.ts';
import { findRepo, isCaseInsensitive } from './repo.ts';

interface Flags {
  readonly repo?: string;
  readonly workers?: string;
  readonly json?: boolean;
}

export function addPlanCommand(program: Command, finish: Finish): void {
  program
    .command('plan')
    .argument('[dir]', 'folder of worker files; the usual places in the repo')
    .description('order, conflicts, critical path and estimate of a phase; nothing runs')
    .option('--repo <dir>', 'Git repository; that of the current folder')
    .option('--workers <list>', 'which of them, such as 001-018,021')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  wingman plan workers/phase-1')
    .action((dir: string | undefined, flags: Flags) => finish(showPlan(dir, flags)));
}

async function showPlan(dir: string | undefined, flags: Flags): Promise<Ended> {
  const repo = await findRepo(flags.repo ?? '.');
  if (!repo.ok && (dir === undefined || flags.repo !== undefined)) return ended(EXIT.usage, repo.error);
  const found =
    dir === undefined && repo.ok
      ? findWorkersDir(repo.value, undefined, undefined)
      : { ok: true as const, value: resolve(dir ?? '.') };
  if (!found.ok) return ended(EXIT.usage, found.error);
  const caseInsensitive = repo.ok && (await isCaseInsensitive(repo.value));
  const prepared = await preparePhase(found.value, flags.workers, caseInsensitive);
  if (!prepared.ok) return ended(EXIT.usage, describeFindings(prepared.error));
  const view = viewPlan(prepared.value, caseInsensitive);
  if (flags.json === true) printJson(view);
  else printPlan(view);
  return ended(EXIT.ok, flags.json === true ? '' : describeFindings(prepared.value.findings));
}

function printPlan(view: PlanView): void {
  const { estimate } = view;
  printLine(`phase ${view.phase}: ${count(view.workers.length, 'worker')}`);
  printTable(
    ['step', 'worker', 'after', 'name'],
    view.workers.map(({ id, name, step, after }) => [
      String(step),
      id,
      after.map(({ worker, because }) => `${worker} (${because})`).join(', '),
      name,
    ]),
  );
  for (const { path, workers } of view.conflicts) {
    printLine(
      `${path} is shared by ${count(workers.length, 'worker')}, which run one after another: ${workers.join(', ')}`,
    );
  }
  printLine(`critical path: ${view.criticalPath.join(' → ')}`);
  printLine(
    `estimate: ${count(estimate.steps, 'step')} one after another, at most ${estimate.widest} at once${minutesText(estimate)}`,
  );
}

function minutesText({ minutes, allMinutes, unknown }: PlanView['estimate']): string {
  if (minutes === null || allMinutes === null) return '; the files name no durations';
  const left = unknown === 0 ? '' : `, without ${count(unknown, 'worker')} whose file names none`;
  return `; by the files' own durations ${minutes} min (${allMinutes} min one by one)${left}`;
}
