import type { Result } from '../domain/result.ts';

/** Git in one folder, safe against a hostile tree: no hooks, no helpers of the tree's choosing, no questions. */
export interface Git {
  readonly dir: string;
  /** Stdout of one command; an error is Git's own words. */
  run(args: readonly string[], options?: GitOptions): Promise<Result<string, GitError>>;
}

export interface GitOptions {
  /** Given to the command on stdin. */
  readonly input?: string;
  /** Ends the command. */
  readonly signal?: AbortSignal;
}

export interface GitError {
  readonly args: readonly string[];
  readonly message: string;
}

/** Who commits where the user has no identity of their own. */
export const WINGMAN_IDENTITY = ['user.name=Wingman', 'user.email=wingman@localhost'];
