import { mkdir } from 'node:fs/promises';
import { execa } from 'execa';

const HERMETIC = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
const IDENTITY = ['-c', 'user.name=Bench', '-c', 'user.email=bench@localhost'];

/** Makes a Git repo of what is in `dir`, with one commit on `main`. */
export async function makeRepo(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  // A corpus may be read-only, and its copy with it.
  await execa('chmod', ['-R', 'u+w', dir]);
  const git = (...args: readonly string[]): Promise<unknown> =>
    execa('git', [...args], { cwd: dir, env: HERMETIC });
  await git('init', '--quiet', '-b', 'main');
  await git('add', '--all');
  await git(...IDENTITY, 'commit', '--quiet', '--allow-empty', '-m', 'start');
}

/** A clone with a commit checked out. */
export async function cloneAt(repo: string, commit: string, dir: string): Promise<void> {
  await execa('git', ['clone', '--quiet', '--no-checkout', repo, dir], { env: HERMETIC });
  await execa('git', ['checkout', '--quiet', '--detach', commit], { cwd: dir, env: HERMETIC });
}
