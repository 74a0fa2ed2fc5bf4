import { err, ok, type Result } from '../domain/result.ts';
import type { GitError } from './git.ts';
import { openGitProcess, type GitProcessOptions } from './git-process.ts';

/** Moves branches without a process for each. */
export interface BranchMover {
  /** Moves a branch to a commit, but only from the very commit that it is expected on. */
  move(branch: string, to: string, from: string): Promise<Result<void, GitError>>;
}

const STEPS = ['start', 'prepare', 'commit'];

/** Opens the process at the first move. Git ends with a transaction that fails, and starts again with the next move. */
export function openBranchMover(options: GitProcessOptions): BranchMover & { close(): void } {
  const helper = openGitProcess(options, ['update-ref', '--stdin'], STEPS.length);
  return {
    async move(branch, to, from) {
      const ref = `refs/heads/${branch}`;
      const said = await helper.ask(['start', `update ${ref} ${to} ${from}`, 'prepare', 'commit'].join('\n'));
      if (said.ok && said.value === STEPS.map((step) => `${step}: ok`).join('\n')) return ok(undefined);
      // It may have ended between the move and its word for it: the branch knows.
      const now = await options.git.run(['rev-parse', '--verify', '--quiet', ref]);
      if (now.ok && now.value.trim() === to) return ok(undefined);
      return err({ args: ['update-ref', ref], message: said.ok ? said.value : said.error.detail });
    },
    close: () => helper.close(),
  };
}
