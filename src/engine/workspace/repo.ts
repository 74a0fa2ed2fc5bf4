import type { Result } from '../domain/result.ts';
import type { BranchMover } from './branch-mover.ts';
import type { Git, GitError } from './git.ts';
import type { ObjectWriter } from './object-writer.ts';
import type { TreeEntry } from './tree-entry.ts';

/** The run's repo: Git in it, its objects and branches through processes that stay open. */
export interface Repo extends Git {
  readonly objects: ObjectReader;
  readonly writer: ObjectWriter;
  readonly branches: BranchMover;
  close(): void;
}

/** Answers questions about objects without a process for each. */
export interface ObjectReader {
  /** The bytes of files (`<commit>:<path>`) or commits; null for one that is not there or is something else. */
  read(
    names: readonly string[],
    type?: 'blob' | 'commit',
  ): Promise<Result<readonly (Buffer | null)[], GitError>>;
  /** The entries of trees; null for one that is not there or is no tree. */
  trees(names: readonly string[]): Promise<Result<readonly (readonly TreeEntry[] | null)[], GitError>>;
  /** The ids of objects; null for one that is not there. */
  resolve(names: readonly string[]): Promise<Result<readonly (string | null)[], GitError>>;
}
