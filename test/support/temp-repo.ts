import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder, writeFiles } from './temp.ts';

/** A Git repo of a test, with the means to look at it as a user does. */
export interface TempRepo {
  readonly dir: string;
  /** Stdout of a Git command without the last line end; throws when it fails. */
  git(...args: readonly string[]): string;
  /** Writes files into the checkout; commits nothing. */
  write(files: Readonly<Record<string, string>>): void;
  /** Writes files and commits everything; returns the commit. */
  commit(files: Readonly<Record<string, string>>, message?: string): string;
}

export interface TempRepoOptions {
  readonly files?: Readonly<Record<string, string>>;
  /** Where it goes, below a fresh folder; `repo` unless told. */
  readonly name?: string;
  /** False: there is no name and no e-mail address in the repo's configuration. */
  readonly identity?: boolean;
  /** False: nothing is committed. */
  readonly commit?: boolean;
}

/** A repo on the branch `main` with one commit. */
export function tempRepo(options: TempRepoOptions = {}): TempRepo {
  const dir = join(tempFolder('wingman-repo-'), options.name ?? 'repo');
  mkdirSync(dir, { recursive: true });
  const author = { GIT_AUTHOR_NAME: 'Test', GIT_AUTHOR_EMAIL: 'test@localhost' };
  const committer = { GIT_COMMITTER_NAME: 'Test', GIT_COMMITTER_EMAIL: 'test@localhost' };
  const git = (...args: readonly string[]): string => {
    const env = { ...process.env, ...author, ...committer };
    const run = spawnSync('git', ['-c', 'core.hooksPath=/dev/null', ...args], {
      cwd: dir,
      env,
      encoding: 'utf8',
    });
    if (run.status !== 0) throw new Error(`git ${args.join(' ')}: ${run.stderr}`);
    return run.stdout.trimEnd();
  };
  const repo: TempRepo = {
    dir,
    git,
    write: (files) => writeFiles(dir, files),
    commit(files, message = 'change') {
      writeFiles(dir, files);
      git('add', '--all');
      git('-c', 'commit.gpgsign=false', 'commit', '--quiet', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
  };
  git('init', '--quiet', '-b', 'main');
  if (options.identity !== false) {
    git('config', 'user.name', 'User');
    git('config', 'user.email', 'user@localhost');
  }
  repo.write({ 'README.md': 'A repo of a test.\n', ...options.files });
  if (options.commit !== false) repo.commit({}, 'start');
  return repo;
}
