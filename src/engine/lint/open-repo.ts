import { basename } from 'node:path';
import { normalisePath } from '../instructions/paths.ts';
import { repoFiles } from '../environment/repo-files.ts';
import type { LintRepo } from './phase-rules.ts';

/** The repo's working tree for lint: the files whose paths do not lead out of it. */
export function openLintRepo(root: string): LintRepo {
  const files = repoFiles(root);
  const inside = (path: string): boolean => normalisePath(path).ok;
  return {
    name: basename(root),
    hasFolder: (path) => inside(path) && files.hasFolder(path),
    read: (path) => (inside(path) ? files.read(path) : null),
  };
}
