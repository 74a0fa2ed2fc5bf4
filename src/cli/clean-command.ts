import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { lockRun } from '../engine/store/run-lock.ts';
import type { Git } from '../engine/workspace/git.ts';
import { openUserGit } from '../engine/workspace/user-git.ts';
import { removeTree } from '../engine/workspace/remove-tree.ts';
import { removeWorktrees } from '../engine/workspace/worktrees.ts';
import { ended, EXIT, type Ended, type Finish } from './exit.ts';
import { addLookupFlags } from './flags.ts';
import { locateState, openRunDir, type OpenedRun, type LookupFlags } from './open-saved.ts';
import { printLine } from './print.ts';
import { findRun, listRuns } from './saved-run.ts';

type Flags = LookupFlags & { readonly force?: boolean; readonly stateToo?: boolean };

export function addCleanCommand(program: Command, finish: Finish): void {
  const command = program
    .command('clean')
    .argument('[run...]', 'all finished ones')
    .description('remove the worktrees, work folders and merged branches of runs that are merged or rejected')
    .option('--force', 'also the unmerged branch of a rejected run')
    .option('--state-too', 'also what was saved: journal, logs, evidence')
    .addHelpText(
      'after',
      '\nExample:\n  wingman clean\n  wingman clean 1a-20261122-154331 --force --state-too',
    );
  addLookupFlags(command).action((runs: readonly string[], flags: Flags) => finish(clean(runs, flags)));
}

async function clean(named: readonly string[], flags: Flags): Promise<Ended> {
  const stateDir = await locateState(flags);
  if (!stateDir.ok) return ended(EXIT.usage, stateDir.error);
  for (const run of named) {
    const found = findRun(stateDir.value, run);
    if (!found.ok) return ended(EXIT.usage, found.error);
  }
  const runs = named.length > 0 ? named : listRuns(stateDir.value);
  const kept: string[] = [];
  for (const run of runs) {
    const why = await cleanRun(run, join(stateDir.value, run), flags);
    if (why !== null) kept.push(`${run} is kept: ${why}`);
  }
  for (const line of kept) printLine(line);
  if (runs.length === 0) printLine(`no runs in ${stateDir.value}`);
  return ended(named.length > 0 && kept.length > 0 ? EXIT.waiting : EXIT.ok);
}

/** Null when it was cleaned, else why not. The run is locked meanwhile, so that no engine takes it over. */
async function cleanRun(run: string, runDir: string, flags: Flags): Promise<string | null> {
  const before = await openRunDir(run, runDir);
  if (!before.ok) return before.error;
  if (before.value.engine !== null) return `process ${before.value.engine} is at work on it`;
  const lock = lockRun(runDir);
  if (!lock.ok) return `process ${lock.error.pid} is at work on it`;
  try {
    const opened = await openRunDir(run, runDir);
    if (!opened.ok) return opened.error;
    const { type } = opened.value.record.status;
    if (type !== 'merged' && type !== 'rejected')
      return 'it is not finished; "wingman gate reject" closes it';
    const removed = await removeWork(opened.value, flags.force === true);
    if (flags.stateToo === true) {
      await removeFolder(run, runDir, removed);
    }
    printLine(`${run}: ${removed.length === 0 ? 'nothing left to remove' : `removed ${removed.join(', ')}`}`);
    return null;
  } finally {
    lock.value();
  }
}

async function removeWork(opened: OpenedRun, force: boolean): Promise<string[]> {
  const { saved, run, record } = opened;
  const removed: string[] = [];
  const repo = existsSync(saved.repo) ? openUserGit(saved.repo) : null;
  // Only a folder that is named after the run may be removed: any other one is the user's.
  const isOwnFolder =
    basename(saved.workDir).startsWith(`${run}-`) && resolve(saved.workDir) === saved.workDir;
  if (isOwnFolder && existsSync(saved.workDir)) {
    if (repo !== null) await removeWorktrees(repo, join(saved.workDir, 'worktrees'));
    await removeFolder(run, saved.workDir, removed);
  }
  if (repo !== null && record.branch === `wingman/${run}`) {
    const branch = await removeBranch(repo, record.branch, record.baseBranch, force);
    if (branch === 'removed') removed.push(`branch ${record.branch}`);
    if (branch === 'unmerged')
      printLine(`${run}: branch ${record.branch} is unmerged and kept; --force removes it`);
  }
  return removed;
}

async function removeFolder(run: string, folder: string, removed: string[]): Promise<void> {
  if (await removeTree(folder)) removed.push(folder);
  else printLine(`${run}: ${folder} could not be removed: remove it by hand`);
}

/** Removes a branch that is merged, or any with `force`; one that is checked out stays. */
async function removeBranch(
  repo: Git,
  branch: string,
  into: string | null,
  force: boolean,
): Promise<'removed' | 'unmerged' | 'none'> {
  const ref = `refs/heads/${branch}`;
  const tip = await repo.run(['rev-parse', '--verify', '--quiet', ref]);
  const commit = tip.ok ? tip.value.trim() : '';
  if (commit === '') return 'none';
  if (!force) {
    const base = await repo.run(['merge-base', commit, `refs/heads/${into ?? ''}`]);
    if (!base.ok || base.value.trim() !== commit) return 'unmerged';
  }
  const gone = await repo.run(['branch', '-D', '--', branch]);
  return gone.ok ? 'removed' : 'unmerged';
}
