import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../engine/domain/result.ts';

/** One file of a worker's right answer. */
export interface AnswerFile {
  /** Repo-relative, `/` between the parts. */
  readonly path: string;
  readonly content: string;
}

const MAX_FILES = 200;
const MAX_BYTES = 4 * 1024 * 1024;
/** Files that running the answers leaves behind; never part of an answer. */
const LEFTOVERS = new Set(['__pycache__', '.pytest_cache', '.DS_Store']);

async function listFiles(root: string, below: string, found: string[]): Promise<string | null> {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  for (const entry of entries) {
    if (LEFTOVERS.has(entry.name)) continue;
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      const problem = await listFiles(root, path, found);
      if (problem !== null) return problem;
    } else if (entry.isFile()) {
      if (found.push(path) > MAX_FILES) return `more than ${MAX_FILES} files in ${root}`;
    } else {
      return `neither a file nor a folder (a symbolic link?): ${join(root, path)}`;
    }
  }
  return null;
}

/**
 * A worker's right answer: every file below `answersDir/WORKER_NNN`, sorted by path. `null` where the worker has
 * no folder. Symbolic links, files that are not UTF-8 and answers over 4 MB are refused with a sentence.
 */
export async function readAnswer(
  answersDir: string,
  worker: string,
): Promise<Result<readonly AnswerFile[] | null, string>> {
  const root = join(answersDir, worker);
  const paths: string[] = [];
  try {
    const folder = await lstat(root);
    if (!folder.isDirectory()) return err(`not a folder (a symbolic link?): ${root}`);
    const problem = await listFiles(root, '', paths);
    if (problem !== null) return err(problem);
    const files: AnswerFile[] = [];
    let bytes = 0;
    for (const path of paths.toSorted()) {
      const data = await readFile(join(root, path));
      bytes += data.byteLength;
      if (bytes > MAX_BYTES) return err(`over ${MAX_BYTES} bytes: ${root}`);
      files.push({ path, content: new TextDecoder('utf-8', { fatal: true }).decode(data) });
    }
    return ok(files.length === 0 ? null : files);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok(null);
    return err(
      `cannot read the answer in ${root}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
