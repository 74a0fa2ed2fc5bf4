import { basename } from 'node:path';
import { normalisePath } from '../instructions/paths.ts';
import { repoFiles } from '../environment/repo-files.ts';
import type { LintRepo } from './phase-rules.ts';

/** The repo's working tree as lint looks at it: what is there, by paths that do not lead out of it. */
export function openLintRepo(root: string): LintRepo {
  const files = repoFiles(root);
  const inside = (path: string): boolean => normalisePath(path).ok;
  return {
    name: basename(root),
    hasFolder: (path) => inside(path) && files.hasFolder(path),
    read: (path) => (inside(path) ? files.read(path) : null),
  };
}
