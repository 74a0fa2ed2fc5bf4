import { existsSync, readFileSync } from 'node:fs';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { openUserGit } from '../engine/workspace/user-git.ts';
import { err, ok, type Result } from '../engine/domain/result.ts';

/** Top level of the Git repo that `dir` is in, or one line that says what to do. */
export async function findRepo(dir: string): Promise<Result<string, string>> {
  const path = resolve(dir);
  if (!existsSync(path)) return err(`${path} does not exist: name an existing folder with --repo`);
  const git = openUserGit(path);
  const top = await git.run(['rev-parse', '--show-toplevel']);
  if (top.ok) return ok(top.value.trim());
  const hasGit = await git.run(['--version']);
  if (!hasGit.ok) return err('git was not found on the PATH: install Git 2.36 or newer');
  return err(`${path} is in no Git repository: run "git init" and commit, or name one with --repo`);
}

/** Where a new run starts: the commit and the branch that the phase is merged into in the end. */
export async function findStart(repo: string): Promise<Result<{ commit: string; branch: string }, string>> {
  const git = openUserGit(repo);
  const commit = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  if (!commit.ok || commit.value.trim() === '') return err(`${repo} has no commits: commit something first`);
  const branch = await git.run(['symbolic-ref', '--quiet', '--short', 'HEAD']);
  if (!branch.ok || branch.value.trim() === '') {
    return err(
      `${repo} has a detached HEAD: check out the branch that the phase is to be merged into (git switch BRANCH)`,
    );
  }
  return ok({ commit: commit.value.trim(), branch: branch.value.trim() });
}

export async function isCaseInsensitive(repo: string): Promise<boolean> {
  const setting = await openUserGit(repo).run(['config', '--type=bool', '--get', 'core.ignorecase']);
  return setting.ok && setting.value.trim() === 'true';
}

/** The folder of all runs: `.wingman` in the repo, excluded from Git; `state` in a checkout of Wingman itself. */
export async function stateFolder(repo: string, named: string | undefined): Promise<string> {
  if (named !== undefined) return resolve(named);
  if (isWingman(repo)) return join(repo, 'state');
  const folder = join(repo, '.wingman');
  await mkdir(folder, { recursive: true });
  await exclude(repo, '/.wingman/');
  return folder;
}

function isWingman(repo: string): boolean {
  try {
    const manifest = JSON.parse(readFileSync(join(repo, 'package.json'), 'utf8')) as { name?: unknown };
    return manifest.name === 'wingman' && existsSync(join(repo, 'src', 'engine', 'run', 'engine.ts'));
  } catch {
    return false;
  }
}

async function exclude(repo: string, line: string): Promise<void> {
  const found = await openUserGit(repo).run(['rev-parse', '--git-path', 'info/exclude']);
  if (!found.ok) return;
  const file = resolve(repo, found.value.trim());
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text.split('\n').includes(line)) return;
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, `${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`);
}

/**
 * The folder of a run's worktrees and clones: below the user's cache folder, since Node and Python also search for
 * modules in the folders above.
 */
export function workFolder(repo: string, run: string, named: string | undefined): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const id = createHash('sha256').update(repo).digest('hex').slice(0, 8);
  return join(named === undefined ? join(cache, 'wingman') : resolve(named), `${run}-${id}`);
}
