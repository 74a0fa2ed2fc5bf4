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

/** The run's repo: Git in it, and its objects through a process that stays open. */
export interface Repo extends Git {
  readonly objects: ObjectReader;
  close(): void;
}

/** Answers questions about objects without a process for each. */
export interface ObjectReader {
  /** The bytes of files (`<commit>:<path>`); null for one that is not there or is no file. */
  read(names: readonly string[]): Promise<Result<readonly (Buffer | null)[], GitError>>;
  /** The ids of objects; null for one that is not there. */
  resolve(names: readonly string[]): Promise<Result<readonly (string | null)[], GitError>>;
}

/** Who commits where the user has no identity of their own. */
export const WINGMAN_IDENTITY = ['user.name=Wingman', 'user.email=wingman@localhost'];
